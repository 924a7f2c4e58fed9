package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.List;

/// What goes wrong with replicas and their primary together, where durable writes can be lost:
/// chance alone seldom brings it about.
final class ReplicaFaults {
    private final Scenario scenario;
    private final World world;

    ReplicaFaults(Scenario scenario) {
        this.scenario = scenario;
        this.world = scenario.world();
    }

    /// Plans one, besides all else.
    ///
    /// @return how long it goes on, in nanoseconds
    long plan() {
        long after = world.between(0, 4000);
        int kind = world.random().nextInt(6);
        world.in(after, () -> begin(kind));
        return after + 30 * World.SECOND;
    }

    private void begin(int kind) {
        SimulatedRedis primary = primary();
        List<SimulatedRedis> replicas = new ArrayList<>(scenario.reach().servers);
        replicas.remove(primary);
        SimulatedRedis replica = replicas.get(world.random().nextInt(replicas.size()));
        switch (kind) {
            case 0 -> losesTouch(primary, world.oneIn(2) ? replicas : List.of(replica));
            case 1 -> comesBack(primary);
            case 2 -> leavesWith(primary, replica);
            case 3 -> haltsBefore(primary, replica);
            case 4 -> returnsUnsynced(primary);
            default -> {}
        }
    }

    private SimulatedRedis primary() {
        return scenario.reach().servers.get(scenario.invariants().current());
    }

    /// Replicas get nothing for a while, and then the primary ends.
    private void losesTouch(SimulatedRedis primary, List<SimulatedRedis> replicas) {
        long ends = world.between(50, 3000);
        Fault cut =
                new Fault.Cut(
                        List.of(primary.host()),
                        replicas.stream().map(SimulatedProcess::host).toList(),
                        world.oneIn(2) ? Fault.Cut.Way.ONE : Fault.Cut.Way.BOTH);
        scenario.plan(0, ends + world.between(0, 8000), cut);
        world.in(ends, () -> ends(primary));
    }

    private void ends(SimulatedRedis primary) {
        long lasts = world.between(1000, 15_000);
        switch (world.random().nextInt(4)) {
            case 0 -> scenario.plan(0, lasts, new Fault.Stall(primary));
            case 1 -> scenario.plan(0, lasts, new Fault.Vanish(primary));
            case 2 -> scenario.plan(0, lasts, new Fault.Forget(primary, 0));
            default -> scenario.plan(0, lasts, new Fault.Kill(primary));
        }
    }

    /// The primary is started again before anybody misses it, with all, some or none of its data.
    private void comesBack(SimulatedRedis primary) {
        int kept = world.oneIn(2) ? 0 : 50 + world.random().nextInt(51);
        long lasts = world.between(10, 1800);
        if (world.oneIn(2)) {
            scenario.plan(0, lasts, new Fault.Forget(primary, kept));
            return;
        }
        primary.vanish();
        primary.keepOnDisk(primary.line().size() * kept / 100);
        world.in(lasts, primary::restart);
    }

    /// The primary is cut off together with a replica, and perhaps a node.
    private void leavesWith(SimulatedRedis primary, SimulatedRedis replica) {
        List<Integer> inside = new ArrayList<>(List.of(primary.host(), replica.host()));
        if (world.oneIn(2)) {
            inside.add(scenario.reach().nodes.getFirst().host());
        }
        List<Integer> outside = new ArrayList<>();
        for (SimulatedProcess one : scenario.everybody()) {
            if (!inside.contains(one.host()) && !(one instanceof SimulatedClient)) {
                outside.add(one.host());
            }
        }
        scenario.plan(
                0, world.between(2000, 20_000), new Fault.Cut(inside, outside, Fault.Cut.Way.BOTH));
    }

    /// A replica is halted, long enough to be counted out or not; it wakes when the primary ends.
    private void haltsBefore(SimulatedRedis primary, SimulatedRedis replica) {
        long halted = world.between(100, 12_000);
        scenario.plan(0, halted + world.between(0, 1500), new Fault.Stall(replica));
        world.in(halted, () -> ends(primary));
    }

    /// A primary that was cut off with writes of its own comes back, is demoted and cannot sync;
    /// then its successor ends.
    private void returnsUnsynced(SimulatedRedis old) {
        List<Integer> others = new ArrayList<>();
        for (SimulatedProcess one : scenario.everybody()) {
            if (one != old && !(one instanceof SimulatedNode && world.oneIn(2))) {
                others.add(one.host());
            }
        }
        long cut = world.between(5000, 12_000);
        scenario.plan(0, cut, new Fault.Cut(List.of(old.host()), others, Fault.Cut.Way.BOTH));
        world.in(
                cut,
                () -> {
                    SimulatedRedis successor = primary();
                    if (successor != old) {
                        scenario.plan(
                                0,
                                world.between(5000, 15_000),
                                new Fault.Cut(
                                        List.of(old.host()),
                                        List.of(successor.host()),
                                        Fault.Cut.Way.BOTH));
                        world.in(world.between(500, 12_000), () -> ends(successor));
                    }
                });
    }
}
