package dev.redoubt.simulation;

import java.util.Map;
import java.util.TreeMap;

/// What happened in many runs: a simulation in which nothing happens proves nothing.
final class Tally {
    long runs;
    long promotions;
    long moves;
    long replies;
    long acknowledged;
    long lost;
    long rejected;
    long ambiguous;
    long retried;
    long timedOut;
    long fenced;
    long held;
    long disagreed;
    long durable;
    long uncommitted;
    long withheld;
    long withheldRuns;
    long accepted;

    /// Durable writes that went beyond the promise, by the reason.
    final Map<String, Long> beyond = new TreeMap<>();

    long longestRecoveryNanos;

    synchronized void add(Tally run) {
        runs++;
        promotions += run.promotions;
        moves += run.moves;
        replies += run.replies;
        acknowledged += run.acknowledged;
        lost += run.lost;
        rejected += run.rejected;
        ambiguous += run.ambiguous;
        retried += run.retried;
        timedOut += run.timedOut;
        fenced += run.fenced;
        held += run.held;
        disagreed += run.disagreed;
        durable += run.durable;
        uncommitted += run.uncommitted;
        withheld += run.withheld;
        withheldRuns += run.withheld > 0 ? 1 : 0;
        accepted += run.accepted;
        run.beyond.forEach((reason, writes) -> beyond.merge(reason, writes, Long::sum));
        longestRecoveryNanos = Math.max(longestRecoveryNanos, run.longestRecoveryNanos);
    }

    /// What became of durable writes.
    String durability() {
        return ("durable writes acknowledged %d, not acknowledged for want of replicas %d; beyond"
                        + " the promise %s; primaries withheld %d times in %d runs, losses accepted"
                        + " %d")
                .formatted(durable, uncommitted, beyond, withheld, withheldRuns, accepted);
    }

    @Override
    public String toString() {
        return ("%d runs: %d promotions, %d moves told; replies passed on %d, of them writes %d,"
                    + " lost by asynchronous replication %d; held %d, retried %d, ambiguous %d,"
                    + " rejected %d, timed out %d, late replies fenced %d; longest recovery %.1f s,"
                    + " Sentinels that never agreed %d")
                .formatted(
                        runs,
                        promotions,
                        moves,
                        replies,
                        acknowledged,
                        lost,
                        held,
                        retried,
                        ambiguous,
                        rejected,
                        timedOut,
                        fenced,
                        longestRecoveryNanos / 1e9,
                        disagreed);
    }
}
