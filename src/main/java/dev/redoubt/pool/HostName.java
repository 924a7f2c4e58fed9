package dev.redoubt.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this host is called, for other nodes' operators.
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /// Asks no name server.
    static String own() {
        try {
            return Files.readString(KERNEL).strip() + "-" + ProcessHandle.current().pid();
        } catch (IOException _) {
            return "pid-" + ProcessHandle.current().pid();
        }
    }
}
