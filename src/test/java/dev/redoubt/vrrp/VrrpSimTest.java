package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.Seeded;
import dev.redoubt.vrrp.VrrpConfig.Membership;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// 2 to 5 nodes on a wire that loses, delays and falls apart: once it settles there is exactly one
/// Active in each connected part.
class VrrpSimTest {
    private static final long MILLI = 1_000_000;
    private static final int SEEDS = 3_000;

    private static final class World {
        private final SimulatedLan lan;
        private final List<SimulatedRouter> routers = new ArrayList<>();
        private final List<Integer> priorities = new ArrayList<>();
        private final Interval interval;
        private final int members;

        World(Random random, int members) {
            this.lan = new SimulatedLan(random);
            this.members = members;
            Version version = random.nextBoolean() ? Version.V3 : Version.V2;
            this.interval = new Interval(version == Version.V2 ? 100 : 10 + random.nextInt(200));
            int nodes = 2 + random.nextInt(4);
            for (int i = 0; i < nodes; i++) {
                int priority = 1 + random.nextInt(random.nextBoolean() ? 254 : 3);
                List<VrrpConfig> configs = new ArrayList<>();
                Optional<Duration> preempt = preempt(random);
                for (int member = 0; member < members; member++) {
                    configs.add(
                            new VrrpConfig(
                                    version,
                                    priority,
                                    interval,
                                    preempt,
                                    members == 1 ? Membership.ALONE : Membership.GROUPED));
                }
                priorities.add(priority);
                routers.add(new SimulatedRouter(lan, i, configs));
                lan.add(routers.getLast());
            }
        }

        private static Optional<Duration> preempt(Random random) {
            return switch (random.nextInt(3)) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(Duration.ofMillis(random.nextInt(3000)));
                default -> Optional.of(Duration.ZERO);
            };
        }

        /// Long enough for delays, and for timers of three intervals, twice.
        long settleNanos() {
            return 3_000 * MILLI + 12 * interval.nanos() + 2_000 * MILLI;
        }

        void trouble() {
            Random random = lan.random();
            lan.loseUpTo(random.nextDouble() * 0.5);
            for (int step = 0; step < 30; step++) {
                SimulatedRouter router = routers.get(random.nextInt(routers.size()));
                switch (random.nextInt(8)) {
                    case 0 -> lan.cut(parts());
                    case 1 -> lan.cut(routers.stream().map(_ -> 0).toList());
                    case 2 -> router.crash();
                    case 3 -> start(router);
                    case 4 -> router.freeze();
                    case 5 -> thaw(router);
                    case 6 -> router.all(new VrrpEvent.PriorityChanged(1 + random.nextInt(254)));
                    default -> {
                        int member = random.nextInt(members);
                        router.one(member, new VrrpEvent.Faulted());
                        lan.at(
                                lan.nowNanos() + random.nextInt(2_000) * MILLI,
                                () -> router.one(member, new VrrpEvent.Recovered()));
                    }
                }
                lan.runFor(random.nextInt(3_000) * MILLI, () -> {});
            }
        }

        private List<Integer> parts() {
            return routers.stream().map(_ -> lan.random().nextInt(2)).toList();
        }

        private static void start(SimulatedRouter router) {
            if (!router.isRunning()) {
                router.start();
            }
        }

        private static void thaw(SimulatedRouter router) {
            if (router.isFrozen()) {
                router.thaw();
            }
        }

        void settle() {
            lan.loseUpTo(0);
            lan.runFor(3_000 * MILLI, () -> {});
            routers.forEach(World::thaw);
            routers.forEach(World::start);
            lan.runFor(settleNanos(), () -> {});
        }

        void requireOneInEachPart() {
            for (List<SimulatedRouter> part : lan.connected()) {
                for (int member = 0; member < members; member++) {
                    int each = member;
                    List<Integer> active =
                            part.stream()
                                    .filter(router -> router.isActive(each))
                                    .map(SimulatedRouter::index)
                                    .toList();
                    assertEquals(1, active.size(), () -> "Active: " + active + told());
                    assertTrue(
                            routers.get(active.getFirst()).isActive(0),
                            () -> "the group is torn apart" + told());
                }
            }
        }

        String told() {
            return "\n" + String.join("\n", lan.log());
        }

        /// At the end of the wait there is one, and it stays so.
        void requireOneForLong() {
            requireOneInEachPart();
            lan.runFor(20 * interval.nanos(), this::requireOneInEachPart);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void oneIsActiveInEachPartOnceTheNetworkSettles(int members) {
        Seeded.check(
                Seeded.cases(SEEDS),
                random -> {
                    World world = new World(random, members);
                    world.routers.forEach(SimulatedRouter::start);
                    world.trouble();
                    world.settle();
                    world.requireOneForLong();
                });
    }

    @Test
    void bothAreActiveWhenSplitAndOneWithinAnIntervalOnceHealed() {
        Seeded.check(
                Seeded.cases(SEEDS),
                random -> {
                    World world = new World(random, 1);
                    world.routers.forEach(SimulatedRouter::start);
                    world.lan.runFor(world.settleNanos(), () -> {});
                    world.requireOneInEachPart();
                    List<Integer> split =
                            world.routers.stream().map(router -> router.index() % 2).toList();
                    world.lan.cut(split);
                    world.lan.runFor(world.settleNanos(), () -> {});
                    world.requireOneForLong();
                    assertEquals(2, world.lan.connected().size());
                    world.lan.cut(split.stream().map(_ -> 0).toList());
                    world.lan.runFor(world.interval.nanos() + 5 * MILLI, () -> {});
                    world.requireOneInEachPart();
                    world.lan.runFor(world.settleNanos(), world::requireOneInEachPart);
                });
    }

    @Test
    void theOthersTakeOverWithinTheProtocolsTime() {
        Seeded.check(
                Seeded.cases(SEEDS),
                random -> {
                    World world = new World(random, 1);
                    world.routers.forEach(SimulatedRouter::start);
                    world.lan.runFor(world.settleNanos(), () -> {});
                    SimulatedRouter active =
                            world.routers.stream()
                                    .filter(router -> router.isActive(0))
                                    .findFirst()
                                    .orElseThrow();
                    boolean politely = random.nextBoolean();
                    if (politely) {
                        active.stop();
                    } else {
                        active.crash();
                    }
                    long skew = Math.max(world.interval.nanos(), 1_000 * MILLI);
                    long limit = politely ? skew : 3 * world.interval.nanos() + skew;
                    world.lan.runFor(limit + 5 * MILLI, () -> {});
                    assertEquals(
                            1,
                            world.routers.stream().filter(router -> router.isActive(0)).count(),
                            world::told);
                });
    }
}
