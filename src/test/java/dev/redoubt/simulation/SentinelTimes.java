package dev.redoubt.simulation;

/// Sentinel's own times, as `sentinel.c` 7.0.15 has them, in milliseconds; and what an operator
/// sets for a master.
///
/// @param downAfterMillis down-after-milliseconds
/// @param failoverTimeoutMillis failover-timeout
record SentinelTimes(long downAfterMillis, long failoverTimeoutMillis, int quorum) {
    static final long PING = 1000;
    static final long INFO = 10_000;
    static final long ASK = 1000;
    static final long PUBLISH = 2000;
    static final long TILT_TRIGGER = 2000;
    static final long TILT = 30_000;
    static final long RECONF_TIMEOUT = 10_000;
    static final long LINK_RECONNECT = 15_000;
    static final long ELECTION = 10_000;
    static final int DESYNC = 1000;
    static final int PENDING = 100;
    static final int HZ = 10;

    /// Each Sentinel has a file of its own, and somebody changed this one.
    SentinelTimes otherwise(World world, int sentinels) {
        return new SentinelTimes(
                2000 + 500 * world.random().nextInt(5),
                failoverTimeoutMillis,
                1 + world.random().nextInt(sentinels));
    }
}
