package dev.redoubt.backend;

import java.util.concurrent.ThreadLocalRandom;

/// Pauses between attempts that fail: twice as long each time, up to half a second, with jitter, so
/// that many loops and nodes do not knock together. Owned by one loop.
final class BackOff {
    private static final long FIRST_MILLIS = 10;
    private static final long LAST_MILLIS = 500;

    private int failures;

    /// An attempt failed.
    ///
    /// @return how long to wait before the next one
    long failedMillis() {
        long ceiling = Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
        failures++;
        return ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
    }

    /// An attempt succeeded.
    void reset() {
        failures = 0;
    }

    /// Whether the last attempt failed.
    boolean isOn() {
        return failures > 0;
    }
}
