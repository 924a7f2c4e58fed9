package dev.redoubt.vrrp;

import java.util.OptionalLong;

/// How regularly a router's own adverts leave while it is Active. The driver's thread alone.
final class AdvertPace {
    private static final int LATE_PERCENT = 30;

    private final long lateNanos;
    private OptionalLong lastNanos = OptionalLong.empty();
    private long late;
    private long longestGapNanos;

    AdvertPace(Interval interval) {
        lateNanos = interval.nanos() + interval.nanos() * LATE_PERCENT / 100;
    }

    void sent(long nowNanos) {
        if (lastNanos.isPresent()) {
            long gapNanos = nowNanos - lastNanos.getAsLong();
            longestGapNanos = Math.max(longestGapNanos, gapNanos);
            late += gapNanos > lateNanos ? 1 : 0;
        }
        lastNanos = OptionalLong.of(nowNanos);
    }

    /// It is Active no more: the silence from now on is meant.
    void ended() {
        lastNanos = OptionalLong.empty();
    }

    long late() {
        return late;
    }

    long longestGapNanos() {
        return longestGapNanos;
    }
}
