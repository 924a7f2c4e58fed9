package dev.redoubt.pool;

import dev.redoubt.failover.InfoText;

import java.util.concurrent.TimeUnit;

/// A server's own clock, as INFO told it once and as time has passed here since. A server that does
/// not tell it counts as one that shares this host's.
///
/// @param gapSeconds of it to `System.nanoTime`
record ServerClock(long gapSeconds) {
    /// What INFO told just now.
    static ServerClock of(InfoText server) {
        long seconds =
                TimeUnit.MICROSECONDS.toSeconds(
                        server.number("server_time_usec")
                                .orElseGet(() ->
                                        TimeUnit.MILLISECONDS.toMicros(
                                                System.currentTimeMillis())));
        return new ServerClock(seconds - passedSeconds());
    }

    private static long passedSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    }

    /// Since 1970, now.
    long seconds() {
        return gapSeconds + passedSeconds();
    }
}
