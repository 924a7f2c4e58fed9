package dev.redoubt.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// What no lease can fence, shown to break it: these are its assumptions, and [FaultPlan] leaves
/// them out.
class UnfencedSimTest {
    private static final int SEEDS = 50;
    private static final SentinelTimes TIMES = new SentinelTimes(3000, 5000, 2);

    /// The others know nothing of it; a node that hears the one that was told ends its lease,
    /// another does not.
    @Test
    void aForcedFailoverAsksNobody() {
        breaks(scenario -> {
            SimulatedSentinel told = scenario.reach().sentinels.getFirst();
            cut(told, scenario).begin(scenario);
            told.force();
            run(scenario, 3);
        });
    }

    /// Whoever may PUBLISH to the Sentinels' channel may name any primary. A node learns of it when
    /// it is told, and was right until then.
    @Test
    void aForgedHelloMovesAllSentinels() {
        breaks(scenario -> {
            scenario.reach().sentinels.forEach(one -> slow(one, scenario).begin(scenario));
            scenario.reach().servers.getFirst().forge(new Message.Hello(0, 99, 1, 99));
            run(scenario, 3);
        });
    }

    /// Elected and past the check of its clock, the leader stands still for longer than any
    /// failover takes; then it gives the order that was due.
    @Test
    void aLeaderThatStallsBeforeItsOrderPromotesWheneverItWakes() {
        breaks(scenario -> {
            SimulatedRedis primary = scenario.reach().servers.getFirst();
            SimulatedSentinel[] leader = new SimulatedSentinel[1];
            scenario.hear((sentinel, channel) -> {
                if (channel.equals("+failover-state-send-slaveof-noone")) {
                    leader[0] = scenario.reach().sentinels.get(sentinel);
                    scenario.world().in(0, leader[0]::stall);
                    scenario.world().in(0, primary::resume);
                }
            });
            primary.stall();
            run(scenario, 60);
            leader[0].failover().step();
            leader[0].resume();
            run(scenario, 3);
        });
    }

    private static Fault cut(SimulatedSentinel sentinel, Scenario scenario) {
        int node = scenario.reach().nodes.getFirst().host();
        return new Fault.Cut(List.of(sentinel.host()), List.of(node), Fault.Cut.Way.BOTH);
    }

    private static Fault slow(SimulatedSentinel sentinel, Scenario scenario) {
        int node = scenario.reach().nodes.getFirst().host();
        return new Fault.Slow(sentinel.host(), node, World.SECOND / 2);
    }

    private static void run(Scenario scenario, long seconds) {
        scenario.runUntil(scenario.world().nowNanos() + seconds * World.SECOND);
    }

    private static void breaks(Consumer<Scenario> script) {
        Optional<Campaign.Broken> broken =
                LongStream.range(1, 1 + SEEDS)
                        .mapToObj(seed ->
                                Campaign.play(
                                        seed,
                                        world ->
                                                new Scenario(
                                                        world,
                                                        new Scenario.Size(3, 3, 1, 1, 2),
                                                        Collections.nCopies(3, TIMES),
                                                        Guard.WHOLE),
                                        script))
                        .flatMap(Optional::stream)
                        .findFirst();
        assertTrue(broken.isPresent(), "nothing broke");
        assertTrue(broken.get().rule().startsWith("fence: "), broken::toString);
        System.out.println("seed " + broken.get().seed() + ": " + broken.get().rule());
    }
}
