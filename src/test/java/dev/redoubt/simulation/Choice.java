package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// `sentinelSelectSlave`: which replica is promoted.
final class Choice {
    private Choice() {}

    /// A replica as the leader knew it when it chose.
    ///
    /// @param generation of its data
    record Candidate(int server, long generation, long offset) {}

    /// By offset, then by run id. (Where it is not 0 all have the same priority.)
    static int best(SimulatedSentinel sentinel) {
        return eligible(sentinel)
                .min(
                        Comparator.comparingLong((Instance one) -> -one.offset)
                                .thenComparingLong(one -> one.runId))
                .map(one -> one.number)
                .orElse(NOBODY);
    }

    static List<Candidate> candidates(SimulatedSentinel sentinel) {
        return eligible(sentinel)
                .map(one -> new Candidate(one.number, one.generation, one.offset))
                .toList();
    }

    /// Who is heard and was asked lately.
    private static Stream<Instance> eligible(SimulatedSentinel sentinel) {
        long now = sentinel.now();
        Instance master = sentinel.master();
        long longest =
                sentinel.times().downAfterMillis() * 10
                        + (master.subjectivelyDown ? now - master.downSinceMillis : 0);
        long infoLife = master.subjectivelyDown ? SentinelTimes.PING * 5 : SentinelTimes.INFO * 3;
        return sentinel.replicas().values().stream()
                .filter(one -> isHeard(one, now))
                .filter(one -> now - one.infoMillis <= infoLife)
                .filter(one -> one.linkDownMillis <= longest)
                .filter(one -> one.priority != 0);
    }

    private static boolean isHeard(Instance one, long now) {
        return !one.subjectivelyDown
                && !one.link.disconnected
                && now - one.link.lastAvailableMillis <= SentinelTimes.PING * 5;
    }

    /// Whether this Sentinel might promote the server, were its primary down now.
    static boolean mightPromote(SimulatedSentinel sentinel, int server) {
        Instance one = sentinel.replicas().get(server);
        long now = sentinel.now();
        return one != null
                && isHeard(one, now)
                && now - one.infoMillis <= SentinelTimes.INFO * 3
                && one.priority != 0;
    }
}
