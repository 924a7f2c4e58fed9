package dev.redoubt.sentinel;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

/// Notices that this host was suspended, where /proc/uptime can be read. What a hypervisor does to
/// a guest whose clocks all stand still cannot be noticed from within. Owned by the control loop.
final class SleepWatch {
    private final Path uptime;
    private final ClockGap gap = new ClockGap();

    SleepWatch() {
        this(Path.of("/proc/uptime"));
    }

    SleepWatch(Path uptime) {
        this.uptime = uptime;
    }

    /// Whether the host was suspended since it was asked last. Reads a few bytes that the kernel
    /// keeps in memory.
    boolean slept() {
        try {
            long beforeNanos = System.nanoTime();
            String text = Files.readString(uptime);
            long afterNanos = System.nanoTime();
            return gap.slept(beforeNanos, nanos(text), afterNanos);
        } catch (IOException | NumberFormatException notHere) {
            return false;
        }
    }

    private static long nanos(String text) {
        String seconds = text.strip().split(" ", 2)[0];
        return new BigDecimal(seconds).movePointRight(9).longValue();
    }
}
