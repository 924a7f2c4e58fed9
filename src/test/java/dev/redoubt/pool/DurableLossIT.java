package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Optional;

/// A primary that lacks what replicas had acknowledged is not used before an operator says so.
@Timeout(120)
class DurableLossIT {
    private static final Request ACCEPT = new Request.AcceptLoss("orders");
    private static final String OK = "+OK\r\n";
    private static final String DURABLE = "durability: {replicas: 1, timeout: 500ms}";

    private static void write(RawClient client) throws Exception {
        Await.until("a replica", () -> client.ask("SET", "k", "v").equals(OK));
        long sinceNanos = System.nanoTime();
        // The primary is looked at once a second.
        Await.until(
                "looks", () -> System.nanoTime() - sinceNanos > Duration.ofMillis(1500).toNanos());
    }

    private static void awaitWithheld(PoolInTest pool, String why) {
        Await.until("a primary that is withheld", () -> pool.snapshot().reason().contains("lacks"));
        String reason = pool.snapshot().reason();
        assertTrue(reason.contains(why), reason);
        assertTrue(pool.snapshot().primary().isEmpty());
    }

    @Test
    void aPrimaryThatCameBackEmpty() throws Exception {
        Terms terms = new Terms(Duration.ofSeconds(20), Duration.ofSeconds(20));
        try (RealSentinels peers = RealSentinels.start(terms);
                PoolInTest pool =
                        PoolInTest.start(PoolInTest.file(peers.sentinels(), "", 1, DURABLE));
                RawClient client = RawClient.connect(pool.address())) {
            assertInstanceOf(Answer.NothingLost.class, pool.ask(ACCEPT));
            write(client);
            HostPort primary = peers.servers().getFirst();
            peers.kill(primary);
            peers.restartServer(primary);
            awaitWithheld(pool, "it is empty");
            client.send("SET", "k", "w");
            assertFalse(client.hears(Duration.ofMillis(300)), "it was served");
            assertEquals(0L, peers.command(primary, "DBSIZE"));

            Answer.LossAccepted accepted =
                    assertInstanceOf(Answer.LossAccepted.class, pool.ask(ACCEPT));
            assertEquals(primary.toString(), accepted.server());
            client.reply();
            Await.until("a replica", () -> client.ask("SET", "k", "v").equals(OK));
            assertInstanceOf(Answer.NothingLost.class, pool.ask(ACCEPT));
        }
    }

    @Test
    void aReplicaThatWasBehind() throws Exception {
        try (RealSentinels peers = RealSentinels.servers(2, Optional.empty())) {
            HostPort primary = peers.servers().get(0);
            HostPort behind = peers.servers().get(1);
            HostPort whole = peers.servers().get(2);
            String file =
                    """
                    pools:
                      orders:
                        listen: 127.0.0.1:0
                        backend: {servers: ['%s', '%s', '%s'], check_interval: 100ms}
                        failover: {hold: 60s, %s}
                    """
                            .formatted(primary, behind, whole, DURABLE);
            try (PoolInTest pool = PoolInTest.start(file);
                    RawClient client = RawClient.connect(pool.address())) {
                write(client);
                // It hears nothing more from here on.
                peers.command(behind, "CONFIG", "SET", "masterauth", "none");
                peers.command(behind, "REPLICAOF", "127.0.0.1", "1");
                write(client);
                peers.kill(primary);
                peers.command(behind, "REPLICAOF", "NO", "ONE");
                awaitWithheld(pool, "bytes of the replication stream are missing");
                // The one that has everything takes over after all.
                peers.command(behind, "REPLICAOF", "127.0.0.1", "1");
                peers.command(whole, "REPLICAOF", "NO", "ONE");
                Await.until(
                        "the whole one",
                        () -> pool.snapshot().primary().equals(Optional.of(whole)));
                assertEquals("$1\r\nv\r\n", client.ask("GET", "k"));
            }
        }
    }

    @Test
    void aLostConnectionAloneIsNoLoss() throws Exception {
        try (RealSentinels peers = RealSentinels.servers(1, Optional.empty());
                PoolInTest pool =
                        PoolInTest.start(
                                """
                                pools:
                                  orders:
                                    listen: 127.0.0.1:0
                                    backend: {servers: ['%s']}
                                    failover: {%s}
                                """
                                        .formatted(peers.servers().getFirst(), DURABLE));
                RawClient client = RawClient.connect(pool.address())) {
            write(client);
            for (int i = 0; i < 5; i++) {
                peers.command(peers.servers().getFirst(), "CLIENT", "KILL", "TYPE", "normal");
                assertEquals(OK, client.ask("SET", "k", "v" + i));
            }
        }
    }
}
