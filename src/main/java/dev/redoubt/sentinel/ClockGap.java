package dev.redoubt.sentinel;

/// Compares two clocks: one that stands still while this host is suspended (`System.nanoTime`,
/// Linux CLOCK_MONOTONIC) and one that does not (CLOCK_BOOTTIME, which /proc/uptime shows in
/// hundredths of a second). No native code is needed, and the pace of both is the same: NTP steers
/// them together.
///
/// The two cannot be read at once, and a thread may lose its processor between two readings. So the
/// slow clock is read before and after, which bounds their distance from both sides: only a
/// distance that is certainly larger than before counts. A busy host is never taken for one that
/// slept.
final class ClockGap {
    private static final long RESOLUTION_NANOS = 10_000_000;

    /// Far below any lease's margin; a suspension takes longer.
    private static final long LEAST_NANOS = 50_000_000;

    private boolean known;
    private long mostNanos;

    /// Whether the host was suspended since the reading before this one.
    ///
    /// @param beforeNanos `System.nanoTime` before `uptimeNanos` was read
    /// @param afterNanos `System.nanoTime` after it
    boolean slept(long beforeNanos, long uptimeNanos, long afterNanos) {
        long atLeast = uptimeNanos - afterNanos;
        long atMost = uptimeNanos + RESOLUTION_NANOS - beforeNanos;
        boolean slept = known && atLeast - mostNanos > LEAST_NANOS;
        mostNanos = known && !slept ? Math.min(mostNanos, atMost) : atMost;
        known = true;
        return slept;
    }
}
