package dev.redoubt.simulation;

import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// Runs of many seeds.
final class Campaign {
    private Campaign() {}

    /// A seed that broke a rule.
    record Broken(long seed, String rule, List<String> log) {
        @Override
        public String toString() {
            return "-Dredoubt.seed=%d: %s%n%s".formatted(seed, rule, String.join("\n", log));
        }
    }

    /// Seeds from `first` on, on all cores; the first that breaks a rule.
    static Optional<Broken> check(long first, int rounds, Writes writes, Guard guard, Tally sum) {
        return LongStream.range(first, first + rounds)
                .parallel()
                .mapToObj(seed -> run(seed, writes, guard, sum))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// One seed with faults of its own choice, and the way back to health.
    static Optional<Broken> run(long seed, Writes writes, Guard guard, Tally sum) {
        return play(
                seed,
                world -> scenario(world, writes, guard),
                scenario -> {
                    long faultsNanos = new FaultPlan(scenario).plan();
                    if (writes == Writes.DURABLE) {
                        faultsNanos = Math.max(faultsNanos, new ReplicaFaults(scenario).plan());
                    }
                    scenario.runUntil(scenario.world().nowNanos() + faultsNanos);
                    scenario.recover();
                    sum.add(scenario.tally());
                });
    }

    /// Plays a script; silent, and again with its log if it breaks a rule.
    static Optional<Broken> play(long seed, Stage stage, Consumer<Scenario> script) {
        return once(seed, World.Telling.SILENT, stage, script).isEmpty()
                ? Optional.empty()
                : once(seed, World.Telling.LOGGED, stage, script);
    }

    /// Who takes part.
    @FunctionalInterface
    interface Stage {
        Scenario in(World world);
    }

    private static Optional<Broken> once(
            long seed, World.Telling telling, Stage stage, Consumer<Scenario> script) {
        World world = new World(seed, telling);
        try {
            Scenario scenario = stage.in(world);
            scenario.begin();
            script.accept(scenario);
        } catch (Invariants.Violation violation) {
            return Optional.of(new Broken(seed, violation.rule(), world.lines()));
        }
        return Optional.empty();
    }

    /// What writes are promised.
    enum Writes {
        PLAIN,
        DURABLE
    }

    private static Scenario.Promise promise(World world) {
        Replicas replicas =
                switch (world.random().nextInt(5)) {
                    case 0, 1 -> new Replicas.Count(1);
                    case 2 -> new Replicas.Count(2);
                    default -> new Replicas.All();
                };
        boolean never = world.oneIn(3) && !replicas.equals(new Replicas.Count(2));
        return new Scenario.Promise(
                Optional.of(
                        new DurabilityConfig(
                                replicas, Duration.ofMillis(200 + world.random().nextInt(800)))),
                world.oneIn(2) ? ServerSettings.Covers.OWN : ServerSettings.Covers.EVERYBODYS,
                never ? 2 : Message.NOBODY);
    }

    private static Scenario scenario(World world, Writes writes, Guard guard) {
        int sentinels = world.oneIn(4) ? 5 : 3;
        int quorum = world.oneIn(4) ? 1 + world.random().nextInt(sentinels) : sentinels / 2 + 1;
        SentinelTimes usual =
                new SentinelTimes(
                        2000 + 500 * world.random().nextInt(5),
                        world.oneIn(2) ? 5000 : 10_000,
                        quorum);
        List<SentinelTimes> times = new ArrayList<>();
        for (int i = 0; i < sentinels; i++) {
            times.add(world.oneIn(8) ? usual.otherwise(world, sentinels) : usual);
        }
        int least = times.stream().mapToInt(SentinelTimes::quorum).min().orElseThrow();
        int configured = least > 1 && world.oneIn(4) ? sentinels - 1 : sentinels;
        Scenario.Size size =
                new Scenario.Size(
                        sentinels, configured, world.oneIn(4) ? 2 : 1, world.oneIn(3) ? 2 : 1, 2);
        Scenario.Promise promise =
                writes == Writes.DURABLE ? promise(world) : Scenario.Promise.NOTHING;
        return new Scenario(world, size, times, guard, promise);
    }
}
