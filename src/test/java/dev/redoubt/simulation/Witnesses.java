package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which node has looked at a primary that had which acknowledged writes: that node must miss them.
final class Witnesses {
    private static final long OLD_NANOS = 10 * World.SECOND;

    private final World world;
    private final List<DurableWrite> writes;
    private final Map<SimulatedNode, Integer> upTo = new HashMap<>();
    private final Map<SimulatedNode, List<DurableWrite>> unseen = new HashMap<>();

    /// @param writes all that were acknowledged
    Witnesses(World world, List<DurableWrite> writes) {
        this.world = world;
        this.writes = writes;
    }

    /// What a look at a server tells of durable writes.
    ///
    /// @param count how many had been acknowledged
    /// @param told those of the last that it had, and its replicas told of
    record Sight(int count, Set<Long> told) {
        static final Sight NOTHING = new Sight(0, Set.of());
    }

    /// A server tells of itself.
    Sight sight(SimulatedRedis server) {
        int old = writes.size();
        while (old > 0 && !isOld(writes.get(old - 1))) {
            old--;
        }
        return new Sight(
                writes.size(),
                writes.subList(old, writes.size()).stream()
                        .filter(write -> isTold(server, write))
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
            boolean seen = sight.told().contains(write.id);
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
        writes.forEach(write -> write.forget(node));
    }
}
