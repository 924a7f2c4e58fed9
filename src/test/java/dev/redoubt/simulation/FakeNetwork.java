package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.List;

/// Paths between hosts, each direction by itself: it has a delay, or swallows everything until it
/// is whole again.
final class FakeNetwork {
    private final World world;
    private final boolean[][] blocked;
    private final long[][] extraNanos;
    private final List<Wire> owing = new ArrayList<>();

    FakeNetwork(World world, int hosts) {
        this.world = world;
        this.blocked = new boolean[hosts][hosts];
        this.extraNanos = new long[hosts][hosts];
    }

    World world() {
        return world;
    }

    /// Opens a connection; `reader` reads `from`'s end of it.
    Wire connect(SimulatedProcess from, SimulatedProcess to, Endpoint reader) {
        Wire near = new Wire(this, from);
        Wire far = new Wire(this, to);
        far.join(near);
        near.join(far);
        near.begin(reader);
        return near;
    }

    boolean isBlocked(SimulatedProcess from, SimulatedProcess to) {
        return blocked[from.host()][to.host()];
    }

    /// Loses everything from one host to the other.
    void block(int from, int to) {
        blocked[from][to] = true;
    }

    void slow(int from, int to, long nanos) {
        extraNanos[from][to] = nanos;
    }

    void heal(int from, int to) {
        extraNanos[from][to] = 0;
        if (blocked[from][to]) {
            blocked[from][to] = false;
            List<Wire> freed =
                    owing.stream()
                            .filter(wire ->
                                    wire.owner().host() == from && wire.peer().owner().host() == to)
                            .toList();
            owing.removeAll(freed);
            freed.forEach(Wire::retransmit);
        }
    }

    void healAll() {
        for (int from = 0; from < blocked.length; from++) {
            for (int to = 0; to < blocked.length; to++) {
                heal(from, to);
            }
        }
    }

    long delayNanos(SimulatedProcess from, SimulatedProcess to) {
        long extra = extraNanos[from.host()][to.host()];
        return 100_000
                + world.random().nextInt(400_000)
                + (extra == 0 ? 0 : world.random().nextLong(extra));
    }

    /// TCP tries again after growing pauses.
    long retransmissionNanos() {
        return world.between(1, 1500);
    }

    /// The path swallowed something of this end's.
    void owes(Wire wire) {
        owing.add(wire);
    }
}
