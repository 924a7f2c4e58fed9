package dev.redoubt.net;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The kernel's own bound on backlogs, to which it cuts a larger one without a word.
public final class Backlog {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final Path BOUND = Path.of("/proc/sys/net/core/somaxconn");

    private Backlog() {}

    /// Says so in the log where the kernel will not keep as many as asked for.
    ///
    /// @param key of the file
    public static void check(String key, int backlog) {
        int most = bound();
        if (backlog > most) {
            LOG.warn("{}: {} (expected: at most {}, as in {})", key, backlog, most, BOUND);
        }
    }

    /// Without a bound where the kernel tells none.
    private static int bound() {
        // In one read: the kernel gives the rest of such a file to nobody.
        try (BufferedReader file = Files.newBufferedReader(BOUND)) {
            String line = file.readLine();
            return line == null ? Integer.MAX_VALUE : Integer.parseInt(line);
        } catch (IOException | NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }
}
