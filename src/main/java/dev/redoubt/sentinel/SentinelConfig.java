package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.LeaseConfig;

import java.util.List;
import java.util.stream.Collectors;

/// What a [SentinelMachine] watches. Times are fixed: they follow from Sentinel's own (it answers
/// within a millisecond, and a failover takes seconds).
public record SentinelConfig(String master, List<HostPort> nodes, LeaseConfig lease) {
    /// Between two polls of a node while all is well, at most; see [LeaseRules#pollNanos].
    public static final long CALM_INTERVAL_NANOS = 500_000_000;

    /// Between two polls of a node while there is no primary, its lease is short, or trouble was
    /// heard of.
    public static final long EAGER_INTERVAL_NANOS = 50_000_000;

    /// How long a hint keeps the polls eager.
    public static final long EAGER_FOR_NANOS = 5_000_000_000L;

    /// An answer older than this takes part in no new decision.
    public static final long ANSWER_LIFE_NANOS = 3_000_000_000L;

    /// Keeps an unchangeable copy of `nodes`.
    public SentinelConfig {
        nodes = List.copyOf(nodes);
    }

    /// With the lease that a file means when it says nothing.
    public SentinelConfig(String master, List<HostPort> nodes) {
        this(master, nodes, LeaseConfig.AUTO);
    }

    /// More than half of the configured Sentinels, reachable or not, each name taken for another.
    public int majority() {
        return nodes.size() / 2 + 1;
    }

    String nodeNames() {
        return nodes.stream().map(HostPort::toString).collect(Collectors.joining(", "));
    }
}
