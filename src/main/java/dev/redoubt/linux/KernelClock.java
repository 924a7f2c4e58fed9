package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

/// The kernel's clocks that nobody sets. Any thread.
public enum KernelClock {
    /// Stands still while the machine is suspended; `System.nanoTime()` and [Poller] are of this
    /// one.
    MONOTONIC(1),
    /// Goes on while the machine is suspended: what it gains on the other is time slept through.
    BOOTTIME(7);

    private static final ThreadLocal<MemorySegment> TIMESPEC =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES));

    private final int number;

    KernelClock(int number) {
        this.number = number;
    }

    /// Nanoseconds since some moment of this boot.
    public long nanos() {
        MemorySegment timespec = TIMESPEC.get();
        int result = Libc.clockGettime(number, timespec);
        if (result < 0) {
            throw new IllegalStateException(
                    "clock_gettime %s: %s".formatted(this, Errno.of(-result)));
        }
        return TimeUnit.SECONDS.toNanos(timespec.get(ValueLayout.JAVA_LONG, 0))
                + timespec.get(ValueLayout.JAVA_LONG, Long.BYTES);
    }
}
