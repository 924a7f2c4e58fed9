package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.snapshot.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Commands for which there is no primary.
@Timeout(60)
class HoldIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final long SLACK_MILLIS = 500;

    /// Sends one command and takes its error.
    private static String errorAfter(PoolInTest pool, long holdMillis) throws IOException {
        try (PlainClient client = new PlainClient(pool.address())) {
            long startNanos = System.nanoTime();
            String reply = client.ask("SET", "k", "v");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            assertTrue(
                    millis >= holdMillis && millis < holdMillis + SLACK_MILLIS,
                    () -> reply + " after " + millis + " ms");
            assertTrue(
                    reply.startsWith("-ERR redoubt: no primary within " + holdMillis + " ms: "),
                    reply);
            return reply;
        }
    }

    /// Redis and Sentinels that run only when a test starts them.
    @Nested
    class WithoutServers {
        private SentinelCluster cluster;

        @BeforeEach
        void takePorts() throws IOException {
            cluster = SentinelCluster.start(SentinelPlan.quick(), RedisBinary::find);
            cluster.awaitReadyToFailOver(DEADLINE);
            cluster.processes().forEach(RedisProcess::kill);
        }

        @AfterEach
        void end() {
            cluster.close();
        }

        private void startServers() throws IOException {
            for (RedisProcess process : cluster.processes()) {
                process.start();
            }
            for (RedisProcess process : cluster.processes()) {
                process.awaitAnswer(DEADLINE);
            }
        }

        @Test
        void commandsAreAnsweredInOrderWhenThePrimaryComes() throws Exception {
            try (PoolInTest pool = PoolInTest.before(cluster, 1);
                    PlainClient one = new PlainClient(pool.address());
                    PlainClient other = new PlainClient(pool.address())) {
                for (int i = 0; i < 50; i++) {
                    one.send("INCR", "one");
                    other.send("INCR", "other");
                }
                one.send("GET", "one");
                Await.until("held clients", () -> pool.snapshot().heldSessions() == 2);

                startServers();

                for (int i = 1; i <= 50; i++) {
                    assertEquals(":" + i, one.reply());
                    assertEquals(":" + i, other.reply());
                }
                assertEquals("50", one.reply());
                assertEquals(0, pool.snapshot().count(Reason.HOLD));
            }
        }

        @Test
        void statefulCommandsWaitToo() throws Exception {
            try (PoolInTest pool = PoolInTest.before(cluster, 1);
                    PlainClient client = new PlainClient(pool.address())) {
                client.send("SET", "k", "v");
                client.send("WATCH", "k");
                client.send("MULTI");
                client.send("GET", "k");
                client.send("EXEC");
                client.send("BLPOP", "none", "0.1");
                client.send("GET", "k");
                Await.until("a held client", () -> pool.snapshot().heldSessions() == 1);

                startServers();

                for (String reply : List.of("+OK", "+OK", "+OK", "+QUEUED", "[v]", "nil", "v")) {
                    assertEquals(reply, client.reply());
                }
            }
        }

        @Test
        void whoWaitsTooLongIsToldWhy() throws Exception {
            try (PoolInTest pool = PoolInTest.before(cluster, 1, "hold: 700ms")) {
                String reply = errorAfter(pool, 700);

                assertTrue(reply.contains(": 0 of 3 reachable, no majority names"), reply);
                cluster.sentinels().forEach(node -> assertTrue(reply.contains(node.toString())));
            }
        }

        @Test
        void aRefusedConnectionServesWhenThePrimaryComes() throws Exception {
            try (PoolInTest pool = PoolInTest.before(cluster, 1, "hold: 300ms");
                    PlainClient client = new PlainClient(pool.address())) {
                for (int i = 0; i < 3; i++) {
                    client.send("INCR", "n");
                }
                for (int i = 0; i < 3; i++) {
                    assertTrue(client.reply().startsWith("-ERR redoubt: no primary within 300 ms"));
                }
                assertEquals(3, pool.snapshot().count(Reason.HOLD));

                startServers();
                pool.awaitServing();

                assertEquals(":1", client.ask("INCR", "n"));
            }
        }

        @Test
        void whatDoesNotFitIntoMemoryIsRefusedAtOnce() throws Exception {
            try (PoolInTest pool =
                            PoolInTest.before(cluster, 1, "hold: 30s", "hold_memory: 64KiB");
                    PlainClient early = new PlainClient(pool.address());
                    PlainClient late = new PlainClient(pool.address())) {
                early.send("SET", "early", "x".repeat(40 * 1024));
                Await.until("a held client", () -> pool.snapshot().heldSessions() == 1);

                String reply = late.ask("SET", "late", "x".repeat(40 * 1024));

                assertTrue(reply.startsWith("-ERR redoubt: too many commands are waiting"), reply);
                assertTrue(reply.contains("(hold_memory)"), reply);
                startServers();
                assertEquals("+OK", early.reply());
                assertEquals("nil", late.ask("GET", "late"));
            }
        }

        @Test
        void theCommandsOfAClientThatLeftAreNotRun() throws Exception {
            try (PoolInTest pool = PoolInTest.before(cluster, 1);
                    PlainClient stays = new PlainClient(pool.address())) {
                try (PlainClient leaves = new PlainClient(pool.address())) {
                    leaves.send("SET", "gone", "v");
                    Await.until("a held client", () -> pool.snapshot().heldSessions() == 1);
                }
                Await.until("its end", () -> pool.snapshot().clients() == 1);
                stays.send("GET", "gone");

                startServers();

                assertEquals("nil", stays.reply());
            }
        }

        @Test
        void noSentinelWithinReachIsSaidOnce() throws Exception {
            try (CapturedLog log = new CapturedLog();
                    PoolInTest pool = PoolInTest.before(cluster, 1, "hold: 2500ms")) {
                errorAfter(pool, 2500);
                assertEquals(
                        1, log.with("no Sentinel within reach").size(), log.with("")::toString);

                startServers();
                pool.awaitServing();

                assertEquals(1, log.with("is within reach again").size(), log.with("")::toString);
            }
        }
    }

    @Test
    void aWrongSentinelPasswordIsTold() throws Exception {
        try (RealSentinels servers = RealSentinels.start(Optional.of("right"));
                CapturedLog log = new CapturedLog();
                PoolInTest pool =
                        PoolInTest.start(
                                PoolInTest.file(
                                        servers.sentinels(),
                                        "password: wrong",
                                        1,
                                        "hold: 1500ms"))) {
            String reply = errorAfter(pool, 1500);

            assertTrue(reply.contains("AUTH refused: WRONGPASS"), reply);
            for (HostPort sentinel : servers.sentinels()) {
                assertEquals(1, log.with("Sentinel " + sentinel + ": AUTH refused").size());
            }
        }
    }

    @Test
    void aRightSentinelPasswordServes() throws Exception {
        try (RealSentinels servers = RealSentinels.start(Optional.of("right"));
                PoolInTest pool =
                        PoolInTest.start(
                                PoolInTest.file(servers.sentinels(), "password: right", 1));
                PlainClient client = new PlainClient(pool.address())) {
            assertEquals("+OK", client.ask("SET", "k", "v"));
        }
    }

    @Test
    void aWrongRedisPasswordIsTold() throws Exception {
        SentinelPlan patient = SentinelPlan.quick().withDownAfter(Duration.ofMinutes(5));
        try (SentinelCluster cluster = SentinelCluster.start(patient, RedisBinary::find);
                CapturedLog log = new CapturedLog()) {
            HostPort primary = cluster.servers().getFirst().address();
            try (PlainClient operator = new PlainClient(primary)) {
                operator.ask("CONFIG", "SET", "requirepass", "right");
            }
            String file = PoolInTest.file(cluster.sentinels(), "", 1, "hold: 1500ms");
            String wrong = file.replace("backend:", "backend:\n      password: wrong");
            try (PoolInTest pool = PoolInTest.start(wrong)) {
                String reply = errorAfter(pool, 1500);

                assertTrue(reply.contains(primary + ": WRONGPASS "), reply);
                assertEquals(1, log.with("refuses the pool's links: WRONGPASS").size());
            }
            try (PoolInTest pool = PoolInTest.start(wrong.replace("wrong", "right"));
                    PlainClient client = new PlainClient(pool.address())) {
                assertEquals("+OK", client.ask("SET", "k", "v"));
            }
        }
    }

    @Test
    void aMissingRedisPasswordIsTold() throws Exception {
        try (RealSentinels servers = RealSentinels.servers(0, Optional.empty())) {
            HostPort server = servers.servers().getFirst();
            servers.command(server, "CONFIG", "SET", "requirepass", "right");
            String file =
                    """
                    workers: 1
                    pools:
                      orders:
                        listen: 127.0.0.1:0
                        backend: {servers: ["%s"]}
                        failover: {hold: 700ms}
                    """
                            .formatted(server);
            try (PoolInTest pool = PoolInTest.start(file)) {
                String reply = errorAfter(pool, 700);

                assertTrue(reply.contains(server.toString()), reply);
                assertTrue(reply.contains("NOAUTH"), reply);
            }
        }
    }
}
