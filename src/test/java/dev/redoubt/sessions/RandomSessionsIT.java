package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.resp.Seeded;
import dev.redoubt.sessions.Meeting.Figures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Thousands of sessions, several meetings of some clients at a time. `-Dredoubt.cases=10000` is so
/// many meetings of about ten sessions each; `-Dredoubt.seed=N -Dredoubt.cases=1` is one again.
@ExtendWith(LeakCheck.class)
class RandomSessionsIT {
    private static final int AT_ONCE = 4;
    private static final int BATCH = 40;

    // A machine that is busy with other things must not look like a server that is gone.
    private static final String FILE_LINES =
            "check_interval: 50ms\nconnect_timeout: 10s\nresponse_timeout: 30s";

    private static Front front(HostPort server) {
        String file = Front.file(server, "", FILE_LINES);
        return Front.start(file.replace("workers: 1", "workers: 2"));
    }

    @Test
    void everyReplyReachesItsClientInOrder() throws Exception {
        try (RealRedis redis = RealRedis.installed();
                Front front = front(redis.address())) {
            Figures all = meet(Seeded.cases(180), redis, front, Links.STEADY, seed -> () -> {});
            assertEquals(0, all.unknown());
            assertEquals(0, all.ended());
            assertAsBefore(front);
        }
    }

    @Test
    void alsoWhileLinksAreCut() throws Exception {
        try (RealRedis redis = RealRedis.installed();
                CuttingRelay relay = CuttingRelay.before(redis.address());
                Front front = front(relay.address())) {
            Figures all =
                    meet(
                            Seeded.cases(25),
                            redis,
                            front,
                            Links.CUT,
                            seed -> {
                                Random random = new Random(~seed);
                                return () -> relay.cut(random);
                            });
            System.out.println("links cut: " + relay.cuts());
            assertTrue(relay.cuts() > 0, "links cut");
            assertTrue(all.unknown() > 0, "commands whose fate nobody told");
            assertAsBefore(front);
        }
    }

    private static void assertAsBefore(Front front) {
        RealRedis.await("no clients", () -> front.snapshot().clients() == 0);
        assertEquals(0, front.faults());
    }

    private interface Cutting {
        Runnable of(long seed);
    }

    private static Figures meet(
            int cases, RealRedis redis, Front front, Links links, Cutting cutting)
            throws Exception {
        long first = Seeded.first();
        long begun = System.nanoTime();
        Figures all = new Figures(0, 0, 0, 0);
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int from = 0; from < cases; from += BATCH) {
                List<Future<Figures>> batch = new ArrayList<>();
                for (int i = from; i < Math.min(cases, from + BATCH); i++) {
                    long seed = first + i;
                    batch.add(
                            threads.submit(
                                    () -> meeting(seed, redis, front, links, cutting.of(seed))));
                }
                for (Future<Figures> each : batch) {
                    all = all.plus(each.get());
                }
                redis.command("FLUSHALL");
            }
        }
        System.out.printf(
                "%s: %d meetings from seed %d in %.1f s: %s%n",
                links, cases, first, (System.nanoTime() - begun) / 1e9, all);
        return all;
    }

    private static Figures meeting(
            long seed, RealRedis redis, Front front, Links links, Runnable cut) {
        try {
            return new Meeting(front.address(), redis.address(), links, seed, cut).take();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "-Dredoubt.seed=" + seed + " -Dredoubt.cases=1: " + e.getMessage(), e);
        }
    }
}
