package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.List;

/// Chooses what goes wrong: a few faults that overlap, more often than not around the primary, its
/// Sentinels and one node. What no lease can fence is not among them; [UnfencedSimTest] shows it.
final class FaultPlan {

    private final Scenario scenario;
    private final World world;

    FaultPlan(Scenario scenario) {
        this.scenario = scenario;
        this.world = scenario.world();
    }

    /// Plans all faults from now on.
    ///
    /// @return how long they go on, in nanoseconds
    long plan() {
        long last = 0;
        for (int faults = 1 + world.random().nextInt(5); faults > 0; faults--) {
            long after = world.between(0, 5000);
            long lasts = world.between(0, longestMillis());
            world.in(after, () -> scenario.plan(0, lasts, fault()));
            last = Math.max(last, after + lasts);
        }
        new LeaderFaults(scenario).listen(world.nowNanos() + last);
        return last;
    }

    /// Blinks, what a failover needs, and what outlives several.
    private long longestMillis() {
        return switch (world.random().nextInt(6)) {
            case 0, 1 -> 1500;
            case 2, 3, 4 -> 12_000;
            default -> 35_000;
        };
    }

    private Fault fault() {
        return switch (world.random().nextInt(18)) {
            case 0, 1 -> new Fault.Kill(anybody());
            case 2 -> new Fault.Kill(primary());
            case 3 -> new Fault.Forget(server(), world.oneIn(2) ? 0 : world.random().nextInt(100));
            case 4 -> new Fault.Vanish(anybody());
            case 5, 6 -> new Fault.Stall(anybody());
            case 7, 8 -> new Fault.Stall(primary());
            case 9 -> new Fault.Suspend(one(scenario.reach().nodes));
            case 10 -> stepClock();
            case 11, 12, 13 -> cut();
            case 14 -> new Fault.Standstill(one(scenario.reach().nodes));
            case 15, 16 ->
                    new Fault.Slow(anybody().host(), anybody().host(), world.between(10, 1500));
            default ->
                    world.oneIn(2)
                            ? new Fault.Reset(anybody(), anybody())
                            : new Fault.Echo(server());
        };
    }

    private Fault stepClock() {
        long millis = world.random().nextLong(-40_000, 40_000);
        if (world.oneIn(3)) {
            return new Fault.StepClock(one(scenario.reach().nodes), millis);
        }
        SimulatedSentinel sentinel = one(scenario.reach().sentinels);
        return sentinel.mayPromote()
                ? new Fault.Hitch(sentinel)
                : new Fault.StepClock(sentinel, millis);
    }

    /// Some hosts are cut off from the others: the primary alone or with a node and a Sentinel, or
    /// whoever it hits.
    private Fault cut() {
        List<Integer> inside = new ArrayList<>();
        if (world.oneIn(2)) {
            inside.add(primary().host());
            inside.add(one(scenario.reach().nodes).host());
            if (world.oneIn(2)) {
                inside.add(one(scenario.reach().sentinels).host());
            }
        } else {
            inside.add(anybody().host());
            if (world.oneIn(2)) {
                inside.add(anybody().host());
            }
        }
        List<Integer> outside = new ArrayList<>();
        for (SimulatedProcess process : scenario.everybody()) {
            boolean client = process instanceof SimulatedClient;
            if (!inside.contains(process.host()) && !client && !world.oneIn(6)) {
                outside.add(process.host());
            }
        }
        return new Fault.Cut(
                inside, outside, world.oneIn(3) ? Fault.Cut.Way.ONE : Fault.Cut.Way.BOTH);
    }

    private SimulatedRedis primary() {
        return scenario.reach().servers.get(scenario.invariants().current());
    }

    private SimulatedRedis server() {
        return world.oneIn(2) ? primary() : one(scenario.reach().servers);
    }

    private SimulatedProcess anybody() {
        return switch (world.random().nextInt(5)) {
            case 0 -> primary();
            case 1 -> one(scenario.reach().servers);
            case 2, 3 -> one(scenario.reach().sentinels);
            default -> one(scenario.reach().nodes);
        };
    }

    private <T> T one(List<T> list) {
        return list.get(world.random().nextInt(list.size()));
    }
}
