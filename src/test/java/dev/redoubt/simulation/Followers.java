package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A server's replicas as it knows them, and how far they said they are.
final class Followers {
    private final World world;
    private final Map<Wire, Follower> all = new LinkedHashMap<>();

    Followers(World world) {
        this.world = world;
    }

    private static final class Follower {
        private final int number;
        private int offset;
        private long heardNanos;

        Follower(int number, long heardNanos) {
            this.number = number;
            this.heardNanos = heardNanos;
        }
    }

    /// What INFO tells of one.
    ///
    /// @param lagSeconds since it said how far it is
    record Told(int number, int offset, long lagSeconds) {}

    void clear() {
        all.clear();
    }

    void disconnect() {
        List.copyOf(all.keySet()).forEach(Wire::close);
        all.clear();
    }

    void add(Wire wire, int number) {
        all.put(wire, new Follower(number, world.nowNanos()));
    }

    void remove(Wire wire) {
        all.remove(wire);
    }

    boolean contain(Wire wire) {
        return all.containsKey(wire);
    }

    void tell(Message message) {
        all.keySet().forEach(wire -> wire.send(message));
    }

    List<Integer> numbers() {
        return all.values().stream().map(follower -> follower.number).toList();
    }

    List<Told> told() {
        List<Told> told = new ArrayList<>();
        for (Follower one : all.values()) {
            long lag = (world.nowNanos() - one.heardNanos) / World.SECOND;
            told.add(new Told(one.number, one.offset, lag));
        }
        return told;
    }

    /// A replica said how far it is: REPLCONF ACK.
    void acknowledged(Wire wire, int offset) {
        Follower follower = all.get(wire);
        if (follower != null) {
            follower.offset = Math.max(follower.offset, offset);
            follower.heardNanos = world.nowNanos();
        }
    }

    /// `replicationCountAcksByOffset`.
    int count(int offset) {
        return (int) all.values().stream().filter(one -> one.offset >= offset).count();
    }
}
