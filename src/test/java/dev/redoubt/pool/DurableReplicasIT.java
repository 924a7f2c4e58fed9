package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Promotion;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;
import dev.redoubt.snapshot.DurabilityFigures;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;

/// Which replicas a write needs, as they come and go under the eyes of real Sentinels.
@Timeout(180)
class DurableReplicasIT {
    private static final String OK = "+OK\r\n";

    private RealSentinels peers;

    @BeforeEach
    void start() {
        peers = RealSentinels.start(new Terms(Duration.ofMillis(2500), Duration.ofSeconds(6)));
    }

    @AfterEach
    void end() {
        peers.close();
    }

    private PoolInTest pool(String replicas) throws IOException {
        return PoolInTest.start(
                PoolInTest.file(
                        peers.sentinels(),
                        "",
                        1,
                        "durability: {replicas: " + replicas + ", timeout: 500ms}"));
    }

    private static DurabilityFigures figures(PoolInTest pool) {
        return pool.snapshot().durability().orElseThrow();
    }

    private static void awaitWanted(PoolInTest pool, int replicas, int inStep) {
        Await.until(
                replicas + " replicas wanted, " + inStep + " in step",
                () ->
                        figures(pool).wanted().orElse(-1) == replicas
                                && figures(pool).inStep().orElse(-1) == inStep);
    }

    private static String set(RawClient client) throws IOException {
        return client.ask("SET", "k", "v");
    }

    @Test
    void allMeansWhoCouldBePromotedNow() throws Exception {
        HostPort first = peers.servers().get(1);
        HostPort second = peers.servers().get(2);
        try (PoolInTest pool = pool("all");
                RawClient client = RawClient.connect(pool.address())) {
            Await.until("both", () -> set(client).equals(OK));
            awaitWanted(pool, 2, 2);

            peers.freeze(first);
            String error = set(client);
            assertTrue(error.contains("only 1 of 2 replicas"), error);
            assertTrue(figures(pool).uncommitted() > 0);
            // Nobody would promote it any more.
            awaitWanted(pool, 1, 1);
            Await.until("one", () -> set(client).equals(OK));

            peers.thaw(first);
            awaitWanted(pool, 2, 2);
            Await.until("both", () -> set(client).equals(OK));

            peers.command(second, "CONFIG", "SET", "replica-priority", "0");
            awaitWanted(pool, 1, 1);
            Await.until("one that may", () -> set(client).equals(OK));
            peers.freeze(first);
            error = set(client);
            // The other one has it, and does not count.
            assertTrue(error.contains("only 0 of 1 replicas"), error);
            peers.thaw(first);
        }
    }

    @Test
    void whoIsNeverPromotedIsNoReplica() throws Exception {
        HostPort first = peers.servers().get(1);
        HostPort second = peers.servers().get(2);
        peers.command(second, "CONFIG", "SET", "replica-priority", "0");
        try (PoolInTest pool = pool("1");
                RawClient client = RawClient.connect(pool.address())) {
            Await.until("the only one that counts", () -> figures(pool).inStep().orElse(-1) == 1);
            Await.until("both", () -> set(client).equals(OK));
            peers.freeze(first);
            String error = set(client);
            assertTrue(error.contains("only 0 of 1 replicas"), error);
            peers.thaw(first);
            Await.until("both", () -> set(client).equals(OK));
        }
    }

    @Test
    void afterAMoveThoseThatAreLeftAreAll() throws Exception {
        HostPort old = peers.servers().getFirst();
        try (PoolInTest pool = pool("all");
                RawClient client = RawClient.connect(pool.address())) {
            Await.until("both", () -> set(client).equals(OK));
            peers.kill(old);
            Await.until(
                    "a move",
                    () -> pool.snapshot().primary().filter(each -> !each.equals(old)).isPresent());
            long movedNanos = System.nanoTime();
            assertEquals(OK, client.ask("SET", "moved", "1"));
            System.out.printf(
                    "acknowledged by all %d ms after the new primary served%n",
                    Duration.ofNanos(System.nanoTime() - movedNanos).toMillis());
            awaitWanted(pool, 1, 1);
            HostPort now = Promotion.primaryAt(peers.sentinels());
            HostPort left =
                    peers.servers().stream()
                            .filter(each -> !each.equals(old) && !each.equals(now))
                            .findFirst()
                            .orElseThrow();
            byte[] value = (byte[]) peers.command(left, "GET", "moved");
            assertEquals("1", new String(value, java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
