package dev.redoubt.instance;

import java.time.Duration;

/// What the Sentinels of a set are told.
///
/// @param master the name under which they know the primary
/// @param quorum how many must agree that the primary is down
public record SentinelPlan(
        String master, int quorum, Duration downAfter, Duration failoverTimeout) {

    /// A move within a second or two: right for a demonstration and tests on one machine.
    public static SentinelPlan quick() {
        return new SentinelPlan("mymaster", 2, Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    /// The same with another down-after.
    public SentinelPlan withDownAfter(Duration time) {
        return new SentinelPlan(master, quorum, time, failoverTimeout);
    }
}
