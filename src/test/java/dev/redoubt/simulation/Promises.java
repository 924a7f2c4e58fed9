package dev.redoubt.simulation;

import dev.redoubt.config.DurabilityConfig.Replicas;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Keeps the account of durable writes: which servers got them, who was promoted since, and whether
/// a server that answers clients lacks one.
///
/// A write that was acknowledged and that such a server lacks is *beyond the promise* if
///
/// | promise | since the acknowledgement |
/// |---|---|
/// | N | a server was promoted when N of the replicas that had it were out of the election: not eligible to the leader, or it had not heard yet that they have the write, or they had lost it; or the promoted one had lost what it was chosen for |
/// | N | a server with another history was promoted, since its offset is greater than theirs: any node but those that acknowledged the write and were not started again since |
/// | all | a server was promoted that a majority of the Sentinels had counted out when the write was acknowledged, or that had lost it |
/// | any | a primary was started again with less than it had had |
/// | any | an operator goes on with what there is |
///
/// But whatever a node could see to be acknowledged when it looked at its primary last, this node
/// must miss: there only its operator's word counts ([Witnesses]).
final class Promises {
    /// How long the news that a replica can be promoted again may take to reach a node.
    private static final long NEWS_NANOS = 4 * World.SECOND;

    private static final long LOOK_NANOS = World.SECOND / 4;
    private static final int FEW = 4;

    private final World world;
    private final Reach reach;
    private final Tally tally;
    private final List<DurableWrite> acknowledged = new ArrayList<>();
    private final Witnesses witnesses;
    private final Map<Long, Integer> copies = new HashMap<>();

    /// The process that executed a write last.
    private final Map<Long, Long> executing = new HashMap<>();

    private final Map<Long, List<DurableWrite>> missing = new HashMap<>();
    private final Map<SimulatedRedis, Lack> lacks = new HashMap<>();
    private final long[] outNanos = new long[16];
    private @Nullable Excuses excuses;

    /// What one server's data was seen to lack.
    private static final class Lack {
        private long generation = -1;
        private int upTo;
        private List<DurableWrite> writes = List.of();
    }

    Promises(World world, Reach reach, Tally tally) {
        this.world = world;
        this.reach = reach;
        this.tally = tally;
        this.witnesses = new Witnesses(world, acknowledged);
        Arrays.fill(outNanos, -NEWS_NANOS);
    }

    /// From now on writes are promised this.
    void begin(Replicas replicas) {
        excuses = new Excuses(reach, acknowledged, replicas);
        watch();
    }

    /// Whether anything is promised.
    boolean isOn() {
        return excuses != null;
    }

    private void watch() {
        for (SimulatedRedis server : reach.servers) {
            long out =
                    reach.sentinels.stream()
                            .filter(SimulatedProcess::isRunning)
                            .filter(one -> !Choice.mightPromote(one, server.number()))
                            .count();
            if (out > reach.sentinels.size() / 2) {
                outNanos[server.number()] = world.nowNanos();
            }
        }
        world.in(LOOK_NANOS, this::watch);
    }

    // What servers do

    /// A primary is about to execute a write: what others have of an earlier try counts no more.
    void executing(long write, SimulatedRedis server) {
        if (isOn()) {
            copies.put(write, 0);
            executing.put(write, server.runId());
        }
    }

    /// A replica got it.
    void copied(long write, int server) {
        if (isOn() && write != 0) {
            copies.merge(write, 1 << server, (before, one) -> before | one);
            holds(reach.servers.get(server), write);
        }
    }

    /// A server was started.
    void started(SimulatedRedis server) {
        if (excuses != null && server.isMaster()) {
            excuses.started(server);
        }
    }

    /// A server was promoted.
    void promoted(SimulatedRedis server, Message.Order order) {
        if (excuses != null && !reach.sentinels.isEmpty()) {
            excuses.promoted(server, order);
        }
    }

    /// A server that lacked a write got it after all: sent again, it came here, too.
    private void holds(SimulatedRedis server, long write) {
        Lack lack = lacks.get(server);
        if (lack != null && !lack.writes.isEmpty()) {
            lack.writes = lack.writes.stream().filter(one -> one.id != write).toList();
        }
    }

    /// A server executed something.
    ///
    /// @param stamp of the execution
    void executed(long stamp, SimulatedRedis server, Message.Command command) {
        if (isOn()) {
            if (command.kind().writes()) {
                holds(server, command.id());
            }
            List<DurableWrite> lacking = lacking(server);
            if (!lacking.isEmpty()) {
                missing.put(stamp, lacking);
            }
        }
    }

    private List<DurableWrite> lacking(SimulatedRedis server) {
        Lack lack = lacks.computeIfAbsent(server, _ -> new Lack());
        if (lack.generation != server.generation()) {
            lack.generation = server.generation();
            lack.upTo = 0;
            lack.writes = List.of();
        }
        List<DurableWrite> fresh = acknowledged.subList(lack.upTo, acknowledged.size());
        List<DurableWrite> more = lackingOf(fresh, server.line()).toList();
        if (!more.isEmpty()) {
            lack.writes = Stream.concat(lack.writes.stream(), more.stream()).toList();
        }
        lack.upTo = acknowledged.size();
        return lack.writes;
    }

    private static Stream<DurableWrite> lackingOf(List<DurableWrite> writes, Line line) {
        if (writes.size() <= FEW) {
            return writes.stream().filter(write -> !line.holds(write.id));
        }
        BitSet contents = line.contents();
        return writes.stream().filter(write -> !contents.get((int) write.id));
    }

    /// A server tells of itself.
    Witnesses.Sight sight(SimulatedRedis server) {
        return isOn() ? witnesses.sight(server) : Witnesses.Sight.NOTHING;
    }

    // What nodes do

    /// A node begins, and knows nothing.
    void forget(SimulatedNode node) {
        witnesses.forget(node);
    }

    /// A node looked at its primary, and uses it.
    void looked(SimulatedNode node, Witnesses.Sight sight) {
        witnesses.looked(node, sight);
    }

    /// An operator goes on with this server.
    void accepted(SimulatedNode node, SimulatedRedis server) {
        tally.accepted++;
        if (excuses != null) {
            excuses.accepted(node, server);
        }
    }

    /// A node passes a reply on.
    void passedOn(SimulatedNode node, long stamp, int server) {
        for (DurableWrite write : missing.getOrDefault(stamp, List.of())) {
            boolean seen = write.isMissedBy(node);
            if (seen || write.excuse.isEmpty()) {
                throw new Invariants.Violation(
                        ("durable: %s passes on a reply of redis-%d, which lacks the acknowledged"
                                        + " write %d (had by %s, out %s), %s")
                                .formatted(
                                        node,
                                        server,
                                        write.id,
                                        Integer.toBinaryString(write.having),
                                        Integer.toBinaryString(write.out),
                                        seen
                                                ? "of which it knew; " + write.excuse
                                                : "within the promise"));
            }
            if (!write.missed) {
                write.missed = true;
                tally.beyond.merge(write.excuse, 1L, Long::sum);
            }
        }
    }

    /// A node told a client that its write is durable.
    ///
    /// @param primary that executed it
    void acknowledged(SimulatedNode node, int primary, long write) {
        if (!isOn()) {
            return;
        }
        int out = 0;
        int never = 0;
        for (SimulatedRedis each : reach.servers) {
            int bit = 1 << each.number();
            never |= each.settings().priority() == 0 ? bit : 0;
            out |= world.nowNanos() - outNanos[each.number()] < NEWS_NANOS ? bit : 0;
        }
        int had = copies.getOrDefault(write, 0);
        DurableWrite durable =
                new DurableWrite(node, write, had, had & ~never, out, world.nowNanos());
        SimulatedRedis server = reach.servers.get(primary);
        boolean again = server.runId() != executing.getOrDefault(write, 0L);
        if (again && !server.line().holds(write)) {
            // It was told before that, and came over a slow path.
            durable.excuse = Excuses.STARTED_AGAIN;
        }
        acknowledged.add(durable);
        tally.durable++;
    }
}
