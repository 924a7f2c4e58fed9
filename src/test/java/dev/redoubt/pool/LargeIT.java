package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import io.netty.util.internal.PlatformDependent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Large requests and replies, and long pipelines: whole, within little memory, and at nobody
/// else's cost. `-Dredoubt.long=true` takes the largest value that Redis has.
@ExtendWith(LeakCheck.class)
@Timeout(300)
class LargeIT {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long LARGEST =
            Boolean.getBoolean("redoubt.long") ? 512 * MEBIBYTE : 96 * MEBIBYTE;

    /// A thread each: the common pool may have but one.
    private static final Executor BESIDE = task -> Thread.ofPlatform().daemon().start(task);

    private static final long MEMORY = 32 * MEBIBYTE;

    private RealRedis redis;
    private PoolInTest pool;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.installed();
        pool = PoolInTest.start(file(redis.address(), ""));
        pool.awaitServing();
    }

    @AfterEach
    void end() {
        pool.close();
        redis.close();
    }

    static String file(HostPort server, String more) {
        return """
        pools:
          orders:
            listen: 127.0.0.1:0
            %s
            backend: {servers: ["%s"]}
        """
                .formatted(more, server);
    }

    /// Samples the memory of Netty's buffers beside what a test does.
    private static final class Gauge implements AutoCloseable {
        private final long before = PlatformDependent.usedDirectMemory();
        private final AtomicBoolean over = new AtomicBoolean();
        private final CompletableFuture<Long> peak =
                CompletableFuture.supplyAsync(this::watch, BESIDE);

        private long watch() {
            long most = before;
            while (!over.get()) {
                most = Math.max(most, PlatformDependent.usedDirectMemory());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            return most;
        }

        @Override
        public void close() {
            over.set(true);
            long grown = peak.join() - before;
            assertTrue(grown <= MEMORY, "buffers grew by " + grown + " bytes");
        }
    }

    @Test
    void theLargestValueGoesBothWaysInLittleMemory() throws Exception {
        try (Bulk client = new Bulk(pool.address());
                Gauge _ = new Gauge()) {
            client.send(LARGEST, "SET", "large");
            assertEquals("+OK", client.line());
            assertEquals(":" + LARGEST, client.ask("STRLEN", "large"));
            client.send("*2\r\n$3\r\nGET\r\n$5\r\nlarge\r\n");
            client.readValue(LARGEST);
            assertEquals("+PONG", client.ask("PING"));
        }
        try (Bulk direct = new Bulk(redis.address())) {
            direct.send("*2\r\n$3\r\nGET\r\n$5\r\nlarge\r\n");
            direct.readValue(LARGEST);
        }
    }

    @Test
    void aReaderThatRestsCostsLittleMemoryAndNobodyElse() throws Exception {
        try (Bulk client = new Bulk(pool.address());
                Bulk other = new Bulk(pool.address())) {
            client.send(LARGEST, "SET", "large");
            assertEquals("+OK", client.line());
            try (Gauge _ = new Gauge()) {
                client.send("*2\r\n$3\r\nGET\r\n$5\r\nlarge\r\n");
                for (int i = 0; i < 2000; i++) {
                    assertEquals("+PONG", other.ask("PING"));
                }
                client.readValue(LARGEST);
            }
        }
    }

    @Test
    void manyLargeRepliesUnreadHurtNobody() throws Exception {
        try (Bulk client = new Bulk(pool.address());
                Bulk other = new Bulk(pool.address());
                Gauge _ = new Gauge()) {
            client.send(500_000, "SET", "medium");
            assertEquals("+OK", client.line());
            client.send("*2\r\n$3\r\nGET\r\n$6\r\nmedium\r\n".repeat(1000));
            for (int i = 0; i < 2000; i++) {
                assertEquals("+PONG", other.ask("PING"));
            }
            for (int i = 0; i < 1000; i++) {
                client.readValue(500_000);
            }
            assertEquals("+PONG", client.ask("PING"));
        }
    }

    @Test
    void aPipelineOfAMillionCommandsIsAnsweredInOrder() throws Exception {
        int count = 1_000_000;
        try (Bulk client = new Bulk(pool.address());
                Gauge _ = new Gauge()) {
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(
                            () -> send(client, "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n", count), BESIDE);
            for (int i = 1; i <= count; i++) {
                assertEquals(":" + i, client.line());
            }
            sending.join();
        }
    }

    private static void send(Bulk client, String request, int times) {
        try {
            for (int i = 0; i < times / 1000; i++) {
                client.send(request.repeat(1000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aReplyOfAMillionElements() throws Exception {
        assertEquals(
                ":1000000\r\n",
                redis.command(
                        "EVAL",
                        "for i = 1, 1000000 do redis.call('RPUSH', 'list', i) end return"
                                + " redis.call('LLEN', 'list')",
                        "0"));
        try (Bulk client = new Bulk(pool.address());
                Gauge _ = new Gauge()) {
            assertEquals("*1000000", client.ask("LRANGE", "list", "0", "-1"));
            for (int i = 1; i <= 1_000_000; i++) {
                String text = Integer.toString(i);
                assertEquals("$" + text.length(), client.line());
                assertEquals(text, client.line());
            }
            assertEquals("+PONG", client.ask("PING"));
        }
    }

    @Test
    void aRequestOfAHundredThousandArguments() throws Exception {
        try (Bulk client = new Bulk(pool.address())) {
            StringBuilder request = new StringBuilder("*200001\r\n$4\r\nMSET\r\n");
            for (int i = 0; i < 100_000; i++) {
                String key = Integer.toString(1_000_000 + i);
                request.append("$7\r\n")
                        .append(key)
                        .append("\r\n$7\r\n")
                        .append(key)
                        .append("\r\n");
            }
            client.send(request.toString());
            assertEquals("+OK", client.line());
            assertEquals(":100000", client.ask("DBSIZE"));
        }
    }

    @Test
    void whatALargeRequestBelongsToGoesOn() throws Exception {
        try (Bulk client = new Bulk(pool.address())) {
            assertEquals("+OK", client.ask("MULTI"));
            client.send(3 * MEBIBYTE, "SET", "a");
            assertEquals("+QUEUED", client.line());
            assertEquals("*1", client.ask("EXEC"));
            assertEquals("+OK", client.line());
            client.send(3 * MEBIBYTE, "ECHO");
            client.readValue(3 * MEBIBYTE);
            client.send(2 * MEBIBYTE, "SCRIPT", "LOAD");
            assertTrue(client.line().startsWith("-ERR Error compiling script"));
            client.send(2 * MEBIBYTE, "NOSUCH");
            assertTrue(client.line().startsWith("-ERR unknown command"));
            client.begin(2 * MEBIBYTE);
            client.sendValue(0, 2 * MEBIBYTE);
            client.send("\r\n");
            assertTrue(client.line().startsWith("-ERR unknown command"));
            assertEquals("+PONG", client.ask("PING"));
        }
    }

    @Test
    void whatCannotBePassedOnIsRefusedAndTheConnectionStays() throws Exception {
        try (Bulk client = new Bulk(pool.address())) {
            client.send(2 * MEBIBYTE, "CLIENT", "SETNAME");
            assertEquals(
                    "-ERR redoubt: CLIENT with more than 1 MiB is not passed on", client.line());
            assertEquals("+PONG", client.ask("PING"));
            client.send("PING\r\nPING\r\n");
            assertEquals("+PONG", client.line());
            assertEquals("+PONG", client.line());
        }
    }

    @Test
    void aServerThatEndsWithinALargeRequestHasNotRunIt() throws Exception {
        try (Bulk client = new Bulk(pool.address())) {
            client.begin(8 * MEBIBYTE, "SET", "cut");
            client.sendValue(0, 4 * MEBIBYTE);
            RealRedis.await(
                    "the first half at the server",
                    () -> redis.clients().stream().anyMatch(each -> !each.contains("qbuf=0")));
            assertEquals(
                    ":1\r\n",
                    redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
                            .replaceFirst(":\\d+", ":1"));
            client.sendValue(4 * MEBIBYTE, 8 * MEBIBYTE);
            client.send("\r\n");
            assertEquals(
                    "-ERR redoubt: the connection to the primary ended before the whole of SET was"
                            + " sent; it was not executed",
                    client.line());
            assertEquals("$-1", client.ask("GET", "cut"));
        }
    }

    @Test
    void aClientThatEndsItsSendingGetsAllReplies() throws Exception {
        int count = 100_000;
        try (Bulk client = new Bulk(pool.address())) {
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> sendAll(client, count), BESIDE);
            for (int i = 1; i <= count; i++) {
                assertEquals(":" + i, client.line());
            }
            sending.join();
        }
    }

    private static void sendAll(Bulk client, int count) {
        send(client, "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n", count);
        try {
            client.endSending();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
