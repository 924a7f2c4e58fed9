package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Replicas halt, are slow, leave and come under load. Each write is answered in the end, and what
/// it is answered is true: each one is on the primary, and each acknowledged one on all replicas
/// that it was promised for.
@Timeout(120)
class DurableChurnIT {
    private static final int WRITERS = 8;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration SLOW = Duration.ofMillis(200);

    private final List<RealRedis> servers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    private record Answer(String key, String reply, long answeredNanos) {
        boolean isAcknowledged() {
            return reply.equals("+OK");
        }
    }

    @BeforeEach
    void start() {
        servers.add(RealRedis.installed());
        join();
        join();
    }

    @AfterEach
    void end() {
        finish();
        servers.forEach(RealRedis::close);
    }

    private RealRedis join() {
        HostPort at = servers.getFirst().address();
        RealRedis replica =
                RealRedis.installed(
                        "--replicaof",
                        at.host(),
                        String.valueOf(at.port()),
                        "--repl-diskless-sync-delay",
                        "0");
        servers.add(replica);
        Await.until(
                "a replica in step",
                () -> replica.command("INFO", "replication").contains("master_link_status:up"));
        return replica;
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
                        .formatted(servers.getFirst().address(), TIMEOUT.toMillis());
        try (PoolInTest pool = PoolInTest.start(file)) {
            pool.awaitServing();
            for (int i = 0; i < WRITERS; i++) {
                String name = "w" + i;
                threads.add(Thread.ofPlatform().daemon().start(() -> write(name, pool.address())));
            }
            awaitAcknowledged();

            RealRedis halted = servers.get(1);
            halted.freeze();
            awaitRefused();
            halted.thaw();
            awaitAcknowledged();

            slowDown(halted);
            awaitAcknowledged();

            servers.get(2).kill();
            awaitRefused();
            RealRedis added = join();
            awaitAcknowledged();
            finish();

            List<Answer> all = answers();
            List<String> known = List.of("+OK", "only 1 of 2 replicas", "only 0 of 2 replicas");
            assertTrue(
                    all.stream().allMatch(each -> known.stream().anyMatch(each.reply()::contains)),
                    () -> all.stream().map(Answer::reply).distinct().toList().toString());
            String keys = ":" + all.size();
            assertEquals(keys, size(servers.getFirst()));
            // Those that are left have everything in the end, and had what was acknowledged.
            Await.until("the replicas", () -> size(halted).equals(keys));
            Await.until("the replicas", () -> size(added).equals(keys));
            var figures = pool.snapshot().durability().orElseThrow();
            assertEquals(all.size(), figures.writes());
            assertEquals(
                    all.stream().filter(each -> !each.isAcknowledged()).count(),
                    figures.uncommitted());
            assertTrue(figures.batches() < figures.writes(), figures::toString);
            System.out.println(figures);
        }
    }

    private static String size(RealRedis server) {
        return server.command("DBSIZE").strip();
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
