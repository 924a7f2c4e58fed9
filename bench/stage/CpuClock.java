package stage;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// CPU time of a process, all its threads, also those that have ended, in nanoseconds
/// (clock_getcpuclockid(3)). /proc/PID/stat counts in steps of 10 ms and /proc/PID/task forgets
/// threads that ended.
public final class CpuClock {
    private static final MethodHandle CLOCK_OF_PROCESS =
            function(
                    "clock_getcpuclockid",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle CLOCK_TIME =
            function(
                    "clock_gettime",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private CpuClock() {}

    /// @throws Problem if the process is gone
    public static long nanos(long pid) {
        try (var arena = Arena.ofConfined()) {
            var clock = arena.allocate(ValueLayout.JAVA_INT);
            var time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            if (call(CLOCK_OF_PROCESS, (int) pid, clock) != 0
                    || call(CLOCK_TIME, clock.get(ValueLayout.JAVA_INT, 0), time) != 0) {
                throw new Problem("process " + pid + " has ended");
            }
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        }
    }

    private static int call(MethodHandle function, int which, MemorySegment result) {
        try {
            return (int) function.invokeExact(which, result);
        } catch (Throwable bug) {
            throw new AssertionError(bug);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor types) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), types);
    }
}
