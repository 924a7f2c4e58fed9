package dev.redoubt.cli;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/// Tells what the front reports and keeps the sums for the end. Any thread may call it.
final class DemoEvents {
    private final SentinelCluster cluster;
    private final Narrator narrator;
    private final LongAdder moves = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);

    DemoEvents(SentinelCluster cluster, Narrator narrator) {
        this.cluster = cluster;
        this.narrator = narrator;
    }

    void tell(FrontEvent event) {
        switch (event) {
            case FrontEvent.PrimaryLost(HostPort server) ->
                    narrator.tell("lost: the primary " + name(server) + "; commands wait");
            case FrontEvent.Elected(HostPort server) ->
                    narrator.tell("elected: the Sentinels agreed on " + name(server));
            case FrontEvent.Moved moved -> {
                moves.increment();
                longestNanos.accumulate(moved.longestWait().toNanos());
                narrator.tell("moved to " + name(moved.to()) + ": " + waited(moved));
                narrator.tell("to kill this one: " + killHint(moved.to()));
            }
        }
    }

    long moves() {
        return moves.sum();
    }

    long longestWaitNanos() {
        return longestNanos.get();
    }

    /// The command that kills the server at `address`.
    String killHint(HostPort address) {
        return cluster.server(address)
                .map(RedisProcess::pid)
                .filter(pid -> pid.isPresent())
                .map(pid -> "kill -9 " + pid.getAsLong())
                .orElse("it is dead already");
    }

    private static String waited(FrontEvent.Moved moved) {
        return moved.held() == 0
                ? "no command had to wait"
                : moved.held()
                        + " commands waited, the longest "
                        + moved.longestWait().toMillis()
                        + " ms";
    }

    private String name(HostPort address) {
        return cluster.server(address).map(RedisProcess::toString).orElse(address.toString());
    }
}
