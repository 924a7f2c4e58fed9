package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What goes wrong with a Sentinel in the middle of its failover, where it hurts most: chance alone
/// seldom meets the few moments that a failover takes.
///
/// Its clock is set, so that it stands still in TILT and carries on half a minute later, and it is
/// stopped for as long as it does not notice: both at any moment before its order, and together.
/// Each clock but once, and for longer than it takes to notice nobody is stopped: a leader may give
/// its orders whenever it goes on, and a node waits for it no longer than the lease's rules say.
/// [UnfencedSimTest] shows what is beyond that.
final class LeaderFaults {
    private static final Set<String> MOMENTS =
            Set.of(
                    "+odown",
                    "+try-failover",
                    "+elected-leader",
                    "+selected-slave",
                    "+tilt",
                    "+failover-state-wait-promotion",
                    "+promoted-slave",
                    "+failover-end",
                    "+vote-for-leader");
    private static final int ONE_IN = 8;

    /// Less than what brings TILT.
    private static final long UNNOTICED_MILLIS = 1800;

    private static final long FAR_MILLIS = 40_000;

    private final Scenario scenario;
    private final World world;
    private final Set<SimulatedSentinel> stepped = new HashSet<>();

    LeaderFaults(Scenario scenario) {
        this.scenario = scenario;
        this.world = scenario.world();
    }

    /// Listens to the Sentinels until `untilNanos`.
    void listen(long untilNanos) {
        scenario.hear((sentinel, channel) -> {
            if (MOMENTS.contains(channel) && world.nowNanos() < untilNanos && world.oneIn(ONE_IN)) {
                SimulatedSentinel leader = scenario.reach().sentinels.get(sentinel);
                long after = world.between(0, world.oneIn(2) ? 1 : 300);
                if (world.oneIn(3)) {
                    long lasts = world.between(0, UNNOTICED_MILLIS);
                    world.in(after, () -> scenario.plan(0, lasts, delaying(leader)));
                } else {
                    long left = untilNanos - world.nowNanos();
                    scenario.plan(after, world.random().nextLong(left), fault(leader));
                }
            }
        });
    }

    /// A clock that is set brings one TILT; as long as it may promote it is not set back.
    private Fault delaying(SimulatedSentinel leader) {
        return world.oneIn(2) && leader.mayPromote() && stepped.add(leader)
                ? new Fault.StepClock(leader, world.random().nextLong(-FAR_MILLIS, FAR_MILLIS))
                : new Fault.Hitch(leader);
    }

    private Fault fault(SimulatedSentinel leader) {
        return switch (world.random().nextInt(6)) {
            case 0 -> new Fault.Kill(leader);
            case 1 -> new Fault.Vanish(leader);
            case 2 -> cut(leader, servers());
            case 3 -> cut(leader, others());
            case 4 -> cut(leader, nodes());
            default ->
                    new Fault.Reset(
                            leader, scenario.reach().servers.get(world.random().nextInt(3)));
        };
    }

    private Fault cut(SimulatedSentinel leader, List<Integer> from) {
        return new Fault.Cut(
                List.of(leader.host()),
                from,
                world.oneIn(3) ? Fault.Cut.Way.ONE : Fault.Cut.Way.BOTH);
    }

    private List<Integer> servers() {
        return some(scenario.reach().servers);
    }

    private List<Integer> others() {
        return some(scenario.reach().sentinels);
    }

    private List<Integer> nodes() {
        return scenario.reach().nodes.stream().map(SimulatedProcess::host).toList();
    }

    private List<Integer> some(List<? extends SimulatedProcess> all) {
        List<Integer> hosts = new ArrayList<>();
        for (SimulatedProcess process : all) {
            if (!world.oneIn(3)) {
                hosts.add(process.host());
            }
        }
        return hosts;
    }
}
