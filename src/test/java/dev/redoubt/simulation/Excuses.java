package dev.redoubt.simulation;

import dev.redoubt.config.DurabilityConfig.Replicas;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/// Why an acknowledged write may be missing from a primary after all: what went wrong was more than
/// is promised against.
final class Excuses {
    static final String STARTED_AGAIN = "the primary was started again with less";

    /// Sentinel compares offsets of histories that have nothing in common: one that could not
    /// synchronize yet can be ahead.
    private static final String FOREIGN =
            "a server with another history was ahead of those that had it";

    private final Reach reach;
    private final List<DurableWrite> writes;
    private final Replicas replicas;

    /// @param writes all that were acknowledged
    Excuses(Reach reach, List<DurableWrite> writes, Replicas replicas) {
        this.reach = reach;
        this.writes = writes;
        this.replicas = replicas;
    }

    /// A primary was started again.
    void started(SimulatedRedis server) {
        excuse(server, write -> STARTED_AGAIN);
    }

    /// An operator goes on with it.
    void accepted(SimulatedNode node, SimulatedRedis server) {
        BitSet contents = server.line().contents();
        for (DurableWrite write : writes) {
            if (!contents.get((int) write.id)) {
                write.excuse = "an operator goes on without it";
                write.forget(node);
            }
        }
    }

    /// A server was promoted.
    void promoted(SimulatedRedis server, Message.Order order) {
        List<Choice.Candidate> candidates =
                reach.sentinels.get(order.sentinel()).failover().candidates();
        switch (replicas) {
            case Replicas.All _ -> excuse(server, write -> ofAll(write, server));
            case Replicas.Count(int needed) -> {
                if (isKnown(server, candidates)) {
                    excuse(server, write -> ofSome(write, needed, server, candidates));
                } else {
                    excuse(server, write -> "the promoted server had lost what it was chosen for");
                }
            }
        }
    }

    private static boolean isKnown(SimulatedRedis server, List<Choice.Candidate> candidates) {
        return candidates.stream()
                .anyMatch(one ->
                        one.server() == server.number() && one.generation() == server.generation());
    }

    private void excuse(SimulatedRedis server, Function<DurableWrite, String> excuse) {
        BitSet contents = server.line().contents();
        for (DurableWrite write : writes) {
            if (write.excuse.isEmpty() && !contents.get((int) write.id)) {
                write.excuse = excuse.apply(write);
            }
        }
    }

    private static String ofAll(DurableWrite write, SimulatedRedis server) {
        int bit = 1 << server.number();
        if ((write.out & bit) != 0) {
            return "the promoted server had been counted out";
        }
        return (write.having & bit) == 0 ? "" : "the promoted server had lost it";
    }

    private String ofSome(
            DurableWrite write,
            int needed,
            SimulatedRedis promoted,
            List<Choice.Candidate> candidates) {
        int out = 0;
        boolean foreign = false;
        for (SimulatedRedis server : reach.servers) {
            boolean had = (write.having & (1 << server.number())) != 0;
            boolean known = isKnownToHave(server, write, candidates);
            out += had && !known ? 1 : 0;
            foreign |=
                    had
                            && known
                            && server.replication().history() != promoted.replication().history();
        }
        if (out >= needed) {
            return "replicas that had it were out of the election";
        }
        if (Integer.bitCount(write.having) < needed || !foreign) {
            return "";
        }
        write.foreign = true;
        return FOREIGN;
    }

    private static boolean isKnownToHave(
            SimulatedRedis server, DurableWrite write, List<Choice.Candidate> candidates) {
        int index = server.line().lastIndexOf(write.id);
        return index >= 0
                && candidates.stream()
                        .anyMatch(one ->
                                one.server() == server.number()
                                        && one.generation() == server.generation()
                                        && one.offset() > index);
    }
}
