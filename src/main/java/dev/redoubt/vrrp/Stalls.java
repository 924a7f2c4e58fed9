package dev.redoubt.vrrp;

import java.time.Duration;

/// How late the thread of VRRP was: woken after its time, or held up in its work.
///
/// @param count times that it was more than 10 ms
/// @param longest of all
public record Stalls(long count, Duration longest) {
    private static final Duration NOTEWORTHY = Duration.ofMillis(10);

    static final Stalls NONE = new Stalls(0, Duration.ZERO);

    /// With one more delay, of any length.
    Stalls with(Duration delay) {
        boolean counts = delay.compareTo(NOTEWORTHY) > 0;
        boolean leads = delay.compareTo(longest) > 0;
        return counts || leads
                ? new Stalls(counts ? count + 1 : count, leads ? delay : longest)
                : this;
    }
}
