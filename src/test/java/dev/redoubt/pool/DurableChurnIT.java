package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.pool.ReplicatedRedis.Version;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/// Replicas halt, are slow, end and start again, leave and come under load. Each write is answered
/// in the end, and what it is answered is true: each one is on the primary, and each acknowledged
/// one on all replicas that it was promised for.
@Timeout(120)
class DurableChurnIT {
    private static final int WRITERS = 8;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration SLOW = Duration.ofMillis(200);

    private final List<Thread> threads = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private ReplicatedRedis redis;

    private record Answer(String key, String reply, long answeredNanos) {
        boolean isAcknowledged() {
            return reply.equals("+OK");
        }
    }

    @BeforeEach
    void start() {
        redis = ReplicatedRedis.start(Version.INSTALLED);
    }

    @AfterEach
    void end() throws Exception {
        finish();
        redis.close();
    }

    private void write(String name, HostPort address) {
        try (PlainClient client = new PlainClient(address)) {
            for (int i = 0; !over.get(); i++) {
                String key = name + ":" + i;
                String reply = client.ask("SET", key, "1");
                synchronized (answers) {
                    answers.add(new Answer(key, reply, System.nanoTime()));
                }
            }
        } catch (IOException ended) {
            synchronized (answers) {
                answers.add(new Answer(name, ended.toString(), System.nanoTime()));
            }
        }
    }

    private List<Answer> answers() {
        synchronized (answers) {
            return List.copyOf(answers);
        }
    }

    private long count(long sinceNanos, boolean acknowledged) {
        return answers().stream()
                .filter(each -> each.answeredNanos() - sinceNanos > 0)
                .filter(each -> each.isAcknowledged() == acknowledged)
                .count();
    }

    private void awaitAcknowledged() {
        long sinceNanos = System.nanoTime();
        Await.until("acknowledged writes", () -> count(sinceNanos, true) > 20L * WRITERS);
    }

    private void awaitRefused() {
        long sinceNanos = System.nanoTime();
        Await.until("writes that are not acknowledged", () -> count(sinceNanos, false) > WRITERS);
    }

    private void finish() {
        over.set(true);
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void eachWriteEndsWithItsTrueState() throws Exception {
        String file =
                """
                workers: 1
                pools:
                  orders:
                    listen: 127.0.0.1:0
                    backend: {servers: ["%s"]}
                    failover: {durability: {replicas: 2, timeout: %dms}}
                """
                        .formatted(redis.primary().address(), TIMEOUT.toMillis());
        try (PoolInTest pool = PoolInTest.start(file)) {
            pool.awaitServing();
            for (int i = 0; i < WRITERS; i++) {
                String name = "w" + i;
                threads.add(Thread.ofPlatform().daemon().start(() -> write(name, pool.address())));
            }
            awaitAcknowledged();

            RealRedis halted = redis.replica(1);
            halted.freeze();
            awaitRefused();
            halted.thaw();
            awaitAcknowledged();

            slowDown(halted);
            awaitAcknowledged();

            halted.kill();
            awaitRefused();
            halted.restart();
            redis.awaitInStep(halted);
            awaitAcknowledged();

            RealRedis removed = redis.replica(2);
            long removedNanos = System.nanoTime();
            removed.command("REPLICAOF", "NO", "ONE");
            awaitRefused();
            Set<String> left = keys(removed);
            RealRedis added = redis.addReplica();
            awaitAcknowledged();
            finish();

            List<Answer> all = answers();
            List<String> known = List.of("+OK", "only 1 of 2 replicas", "only 0 of 2 replicas");
            assertTrue(
                    all.stream().allMatch(each -> known.stream().anyMatch(each.reply()::contains)),
                    () -> all.stream().map(Answer::reply).distinct().toList().toString());
            Set<String> written = all.stream().map(Answer::key).collect(Collectors.toSet());
            assertEquals(written, keys(redis.primary()));
            // Those that are left have everything in the end, and the other had what was
            // acknowledged while it counted.
            Await.until("a replica", () -> keys(halted).equals(written));
            Await.until("a replica", () -> keys(added).equals(written));
            assertEquals(
                    List.of(),
                    all.stream()
                            .filter(Answer::isAcknowledged)
                            .filter(each -> each.answeredNanos() - removedNanos < 0)
                            .map(Answer::key)
                            .filter(key -> !left.contains(key))
                            .toList());
            var figures = pool.snapshot().durability().orElseThrow();
            assertEquals(all.size(), figures.writes());
            assertEquals(
                    all.stream().filter(each -> !each.isAcknowledged()).count(),
                    figures.uncommitted());
            assertTrue(figures.batches() < figures.writes(), figures::toString);
            System.out.printf(
                    "%d writes, %d of them acknowledged; %s%n",
                    all.size(), all.stream().filter(Answer::isAcknowledged).count(), figures);
        }
    }

    private static Set<String> keys(RealRedis server) throws IOException {
        try (PlainClient client = new PlainClient(server.address())) {
            String all = client.ask("KEYS", "*");
            return Set.of(all.substring(1, all.length() - 1).split(", ", -1));
        }
    }

    /// For a second it hears its primary in fits: halted for 200 ms at a time.
    private static void slowDown(RealRedis replica) {
        for (int i = 0; i < 4; i++) {
            replica.freeze();
            pass(SLOW);
            replica.thaw();
            pass(Duration.ofMillis(50));
        }
    }

    private static void pass(Duration time) {
        long sinceNanos = System.nanoTime();
        Await.until("a moment", () -> System.nanoTime() - sinceNanos > time.toNanos());
    }
}
