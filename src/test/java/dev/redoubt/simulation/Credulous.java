package dev.redoubt.simulation;

import dev.redoubt.sentinel.MasterDetails;
import dev.redoubt.sentinel.SentinelAnswer;
import dev.redoubt.sentinel.SentinelLease;
import dev.redoubt.sentinel.SentinelView;

import java.util.Optional;

/// What a node would see that asked no second Sentinel and compared no epochs: the one that
/// answered is right, and its word is a lease.
final class Credulous {
    private Credulous() {}

    static SentinelView view(SentinelAnswer.Names names, long nowNanos) {
        long soundNanos =
                names.details().filter(Credulous::isClean).map(Credulous::leftNanos).orElse(0L);
        return new SentinelView(
                Optional.of(names.address()),
                0,
                Optional.empty(),
                "",
                new SentinelLease(SentinelLease.Term.LIMITED, nowNanos + soundNanos, ""));
    }

    private static boolean isClean(MasterDetails details) {
        return !details.flags().contains("s_down")
                && !details.flags().contains("o_down")
                && !details.flags().contains("failover_in_progress");
    }

    private static long leftNanos(MasterDetails details) {
        return details.downAfter().toNanos() * 9 / 10 - details.lastOkPingReply().toNanos();
    }
}
