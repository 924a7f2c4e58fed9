package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What goes wrong with a Sentinel in the middle of its failover, where it hurts most: chance alone
/// seldom meets the few moments that a failover takes.
///
/// Not among them: standing still for longer than Sentinel notices. A leader that was stopped may
/// give its orders whenever it goes on; [UnfencedSimTest] shows it.
final class LeaderFaults {
    private static final Set<String> MOMENTS =
            Set.of(
                    "+odown",
                    "+try-failover",
                    "+elected-leader",
                    "+selected-slave",
                    "+failover-state-wait-promotion",
                    "+promoted-slave",
                    "+failover-end",
                    "+vote-for-leader");
    private static final int ONE_IN = 8;

    private final Scenario scenario;
    private final World world;

    LeaderFaults(Scenario scenario) {
        this.scenario = scenario;
        this.world = scenario.world();
    }

    /// Listens to the Sentinels until `untilNanos`.
    void listen(long untilNanos) {
        scenario.hear((sentinel, channel) -> {
            if (MOMENTS.contains(channel) && world.nowNanos() < untilNanos && world.oneIn(ONE_IN)) {
                SimulatedSentinel leader = scenario.reach().sentinels.get(sentinel);
                long left = untilNanos - world.nowNanos();
                scenario.plan(
                        world.between(0, world.oneIn(2) ? 1 : 300),
                        world.random().nextLong(left),
                        fault(leader));
            }
        });
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
