package dev.redoubt.simulation;

import java.util.List;

/// What is done to a model and to real processes alike, so that they can be compared. Down-after is
/// 1 s, failover-timeout 5 s, the quorum 2 of 3.
enum FaultScript {
    /// kill -9 of the primary.
    KILL,
    /// kill -9 of the primary, which is started again at once.
    BLINK,
    /// SIGSTOP of the primary.
    STOP,
    /// kill -9 of a Sentinel, then of the primary.
    SENTINEL_DOWN,
    /// SENTINEL FAILOVER at the first Sentinel.
    FORCED;

    static final SentinelTimes TIMES = new SentinelTimes(1000, 5000, 2);

    /// How long is listened after the fault.
    static final long SECONDS = 8;

    /// What is compared: the road from down to a new primary, without what is only logged.
    static final List<String> CHANNELS =
            List.of(
                    "+sdown",
                    "-sdown",
                    "+odown",
                    "-odown",
                    "+new-epoch",
                    "+try-failover",
                    "+vote-for-leader",
                    "+elected-leader",
                    "+failover-state-select-slave",
                    "+selected-slave",
                    "+failover-state-send-slaveof-noone",
                    "+failover-state-wait-promotion",
                    "+promoted-slave",
                    "+failover-state-reconf-slaves",
                    "+failover-end",
                    "+config-update-from",
                    "+switch-master");
}
