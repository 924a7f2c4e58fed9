package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which node has looked at a primary that had which acknowledged writes: that node must miss them.
final class Witnesses {
    private static final long OLD_NANOS = 10 * World.SECOND;

    private final World world;
    private final List<DurableWrite> writes;
    private final Map<SimulatedNode, Integer> upTo = new HashMap<>();
    private final Map<SimulatedNode, List<DurableWrite>> unseen = new HashMap<>();

    /// No look could tell yet that replicas have these.
    private final List<DurableWrite> untold = new ArrayList<>();

    /// @param writes all that were acknowledged
    Witnesses(World world, List<DurableWrite> writes) {
        this.world = world;
        this.writes = writes;
    }

    /// What a look at a server can tell of durable writes.
    ///
    /// @param count how many had been acknowledged
    /// @param lacking those of them that it had not, or of which its replicas do not tell
    record Sight(int count, Set<Long> lacking) {
        static final Sight NOTHING = new Sight(0, Set.of());
    }

    void add(DurableWrite write) {
        untold.add(write);
    }

    /// A server tells of itself.
    ///
    /// @param lacking what it has not
    Sight sight(SimulatedRedis server, List<DurableWrite> lacking) {
        untold.forEach(write -> write.told |= isTold(server, write));
        untold.removeIf(write -> write.told || isOld(write));
        return new Sight(
                writes.size(),
                Stream.concat(lacking.stream(), untold.stream())
                        .map(write -> write.id)
                        .collect(Collectors.toSet()));
    }

    /// Whether as many replicas tell that they have it as had it when it was acknowledged.
    private static boolean isTold(SimulatedRedis server, DurableWrite write) {
        int index = server.line().lastIndexOf(write.id);
        return index >= 0
                && write.copies != 0
                && server.replication().followers().count(index + 1)
                        >= Integer.bitCount(write.copies);
    }

    private boolean isOld(DurableWrite write) {
        return world.nowNanos() - write.atNanos > OLD_NANOS;
    }

    /// A node looked at its primary, and uses it.
    void looked(SimulatedNode node, Sight sight) {
        int from = upTo.getOrDefault(node, 0);
        List<DurableWrite> left = unseen.computeIfAbsent(node, _ -> new ArrayList<>());
        left.addAll(writes.subList(Math.min(from, sight.count()), sight.count()));
        left.removeIf(write -> {
            boolean seen = write.told && !sight.lacking().contains(write.id);
            if (seen) {
                write.seenBy.add(node);
            }
            return seen || isOld(write);
        });
        upTo.put(node, Math.max(from, sight.count()));
    }

    /// A node begins, and knows nothing.
    void forget(SimulatedNode node) {
        upTo.remove(node);
        unseen.remove(node);
        writes.forEach(write -> write.seenBy.remove(node));
    }
}
