package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.Promotion;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The primary of a pool with `{replicas: 1}` and two replicas ends under load, killed or halted in
/// turns, at a moment of chance; beside it a pool without durability writes to the same servers.
/// Shortly before, the replicas get nothing any more: what is acknowledged then is lost, in each
/// round at least something of the other pool's. `-Dredoubt.rounds=20` for more of them,
/// `-Dredoubt.seed=N` for other moments.
@Timeout(3600)
class DurableFailoverIT {
    private static final int ROUNDS = Integer.getInteger("redoubt.rounds", 2);
    private static final int WRITERS = 8;
    private static final int PROOF = 50;

    private final Random random = new Random(Long.getLong("redoubt.seed", 7));

    @Test
    void nothingThatWasAcknowledgedIsLost() throws Exception {
        Totals totals = new Totals();
        for (int round = 0; round < ROUNDS; round++) {
            Terms terms = new Terms(Duration.ofMillis(2500), Duration.ofSeconds(6));
            try (RealSentinels peers = RealSentinels.start(terms);
                    PoolInTest durable =
                            PoolInTest.start(
                                    PoolInTest.file(
                                            peers.sentinels(),
                                            "",
                                            1,
                                            "durability: {replicas: 1, timeout: 1s}"));
                    PoolInTest plain = PoolInTest.start(PoolInTest.file(peers.sentinels(), "", 1));
                    Load with = new Load("with", durable.address());
                    Load without = new Load("without", plain.address())) {
                with.awaitProgress();
                without.awaitProgress();
                end(peers, round % 2 == 0, without);
                with.awaitProgress();
                without.awaitProgress();
                with.finish();
                without.finish();

                Set<String> present = keys(Promotion.primaryAt(peers.sentinels()));
                List<String> missing = with.missing(present);
                int missingWithout = without.missing(present).size();
                totals.add(
                        with.acknowledged().size(), without.acknowledged().size(), missingWithout);
                System.out.printf(
                        "round %d, %s: %d acknowledged and %d lost, %d errors; without durability"
                                + " %d and %d%n",
                        round,
                        round % 2 == 0 ? "killed" : "halted",
                        with.acknowledged().size(),
                        missing.size(),
                        with.errors().size(),
                        without.acknowledged().size(),
                        missingWithout);
                assertEquals(List.of(), missing);
                assertTrue(missingWithout > 0, "the other pool lost nothing: this shows nothing");
                assertTrue(
                        with.errors().stream()
                                .allMatch(error ->
                                        error.contains("only 0 of 1 replicas")
                                                || error.contains("may or may not")
                                                // Sentinels whose votes were split try again later.
                                                || error.contains("no primary within")),
                        with.errors()::toString);
            }
        }
        System.out.printf("%d rounds: %s%n", ROUNDS, totals);
    }

    /// What all rounds came to.
    private static final class Totals {
        private long acknowledged;
        private long acknowledgedWithout;
        private long lostWithout;

        void add(int with, int without, int lost) {
            acknowledged += with;
            acknowledgedWithout += without;
            lostWithout += lost;
        }

        @Override
        public String toString() {
            return "%d acknowledged and none lost; without durability %d and %d"
                    .formatted(acknowledged, acknowledgedWithout, lostWithout);
        }
    }

    private void end(RealSentinels peers, boolean killed, Load without) {
        HostPort primary = peers.servers().getFirst();
        List<HostPort> replicas = peers.servers().subList(1, 3);
        pass(random.nextInt(300));
        replicas.forEach(peers::freeze);
        // What is in their sockets already they will find there.
        peers.command(primary, "CLIENT", "KILL", "TYPE", "replica");
        without.awaitSomething();
        pass(50 + random.nextInt(1500));
        if (killed) {
            peers.kill(primary);
        } else {
            peers.freeze(primary);
        }
        replicas.forEach(peers::thaw);
    }

    private static void pass(int millis) {
        long sinceNanos = System.nanoTime();
        Await.until(
                "a moment",
                () -> System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static Set<String> keys(HostPort primary) throws IOException {
        try (PlainClient client = new PlainClient(primary)) {
            String all = client.ask("KEYS", "*");
            return new HashSet<>(List.of(all.substring(1, all.length() - 1).split(", ", -1)));
        }
    }

    /// Clients that write keys of their own, one after the other.
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();
        private final List<String> acknowledged = new ArrayList<>();
        private final List<String> errors = new ArrayList<>();

        Load(String prefix, HostPort address) {
            for (int i = 0; i < WRITERS; i++) {
                String name = prefix + i;
                threads.add(Thread.ofPlatform().daemon().start(() -> write(name, address)));
            }
        }

        private void write(String name, HostPort address) {
            int number = 0;
            while (!over.get()) {
                try (PlainClient client = new PlainClient(address)) {
                    while (!over.get()) {
                        String key = name + ":" + number++;
                        note(key, client.ask("SET", key, "1"));
                    }
                } catch (IOException ended) {
                    // Connects anew.
                }
            }
        }

        private synchronized void note(String key, String reply) {
            if (reply.equals("+OK")) {
                acknowledged.add(key);
            } else {
                errors.add(reply);
            }
        }

        synchronized List<String> acknowledged() {
            return List.copyOf(acknowledged);
        }

        synchronized List<String> errors() {
            return List.copyOf(errors);
        }

        List<String> missing(Set<String> present) {
            return acknowledged().stream().filter(key -> !present.contains(key)).toList();
        }

        void awaitProgress() {
            int before = acknowledged().size();
            Await.until("writes", () -> acknowledged().size() > before + PROOF * WRITERS);
        }

        /// Each may have one under way that began before.
        void awaitSomething() {
            int before = acknowledged().size();
            Await.until("more writes", () -> acknowledged().size() > before + 2 * WRITERS);
        }

        void finish() {
            over.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join(TimeUnit.SECONDS.toMillis(20));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void close() {
            finish();
        }
    }
}
