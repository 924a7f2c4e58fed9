package stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many file descriptors a process may have, and has.
public final class Descriptors {
    private Descriptors() {}

    /// What a process may raise its limit to: all fronts do so.
    public static int limit() {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.trim().split(" +"))
                    .mapToInt(words -> number(words[4]))
                    .findFirst()
                    .orElse(Integer.MAX_VALUE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static int number(String text) {
        return text.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(text);
    }

    /// How many a process has open; 0 once it has ended.
    public static long open(long pid) {
        try (var entries = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return entries.count();
        } catch (IOException | UncheckedIOException _) {
            return 0;
        }
    }
}
