package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/// A thread that the kernel runs as soon as it has something to do, before all ordinary ones
/// (sched(7): SCHED_RR). For one that mostly waits; the threads it starts are ordinary again.
public final class UrgentThread {
    private static final int ROUND_ROBIN = 2;
    private static final int RESET_ON_FORK = 0x40000000;
    private static final int LOWEST = 1;

    private UrgentThread() {}

    /// Makes the calling thread such a one.
    ///
    /// @throws SystemCallException it is not allowed (EPERM) and the thread is what it was: allowed
    ///   where the unit says `LimitRTPRIO=1` or more, which takes no capability
    public static void become() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            int result =
                    Libc.schedSetscheduler(
                            ROUND_ROBIN | RESET_ON_FORK,
                            arena.allocateFrom(ValueLayout.JAVA_INT, LOWEST));
            if (result < 0) {
                throw new SystemCallException(
                        "sched_setscheduler SCHED_RR", Errno.of(-result), "LimitRTPRIO=1", "");
            }
        }
    }
}
