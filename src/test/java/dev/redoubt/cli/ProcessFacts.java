package dev.redoubt.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the kernel says of a process.
public final class ProcessFacts {
    private final Path folder;

    public ProcessFacts(long pid) {
        folder = Path.of("/proc", Long.toString(pid));
    }

    /// Memory that it really takes.
    public long residentBytes() {
        try (Stream<String> lines = Files.lines(folder.resolve("status"))) {
            String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
            return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Files and sockets that it has open.
    public long descriptors() {
        try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
