package dev.redoubt.pool;

import static dev.redoubt.pool.ReplicatedRedis.shortOf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.pool.ReplicatedRedis.Version;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What writes of a pool with `durability` are answered, by real servers whose replicas go on, or
/// stand still.
@ExtendWith(LeakCheck.class)
@Timeout(120)
class DurableWritesIT {
    private @Nullable ReplicatedRedis started;

    private ReplicatedRedis redis() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void end() throws Exception {
        // Nothing was started where its Redis is missing.
        if (started != null) {
            started.close();
        }
    }

    private RealRedis primary() {
        return redis().primary();
    }

    private RealRedis replica(int number) {
        return redis().replica(number);
    }

    /// A primary with two replicas, and a pool whose writes need so many of them.
    private PoolInTest start(Version version, int replicas) throws IOException {
        started = ReplicatedRedis.start(version);
        return redis().pool(replicas);
    }

    private RawClient client(PoolInTest pool) throws IOException {
        return redis().client(pool);
    }

    @ParameterizedTest
    @EnumSource
    void aWriteIsAcknowledgedWhenAReplicaHasIt(Version version) throws Exception {
        PoolInTest pool = start(version, 1);
        RawClient client = client(pool);
        replica(2).freeze();
        for (int i = 0; i < 20; i++) {
            assertEquals("+OK\r\n", client.ask("SET", "k", "v" + i));
            assertEquals(
                    "$" + ("v" + i).length() + "\r\nv" + i + "\r\n",
                    replica(1).command("GET", "k"));
        }
        replica(1).freeze();
        assertEquals(shortOf(0, 1), client.ask("SET", "k", "short"));
        assertEquals("$5\r\nshort\r\n", primary().command("GET", "k"));
        replica(2).thaw();
        Await.until("a replica", () -> client.ask("SET", "k", "again").equals("+OK\r\n"));
        replica(1).thaw();
    }

    @Test
    void twoOfTwoAreMoreThanOne() throws Exception {
        PoolInTest pool = start(Version.INSTALLED, 2);
        RawClient client = client(pool);
        assertEquals("+OK\r\n", client.ask("SET", "k", "v"));
        replica(1).freeze();
        assertEquals(shortOf(1, 2), client.ask("SET", "k", "v"));
        replica(1).thaw();
        Await.until("both", () -> client.ask("SET", "k", "v").equals("+OK\r\n"));
        replica(2).kill();
        assertEquals(shortOf(1, 2), client.ask("SET", "k", "v"));
        redis().addReplica();
        assertEquals("+OK\r\n", client.ask("SET", "k", "v"));
    }

    @Test
    void readsOfOthersDoNotWait() throws Exception {
        PoolInTest pool = start(Version.INSTALLED, 2);
        RawClient writer = client(pool);
        RawClient reader = client(pool);
        assertEquals("+OK\r\n", writer.ask("SET", "k", "v"));
        replica(1).freeze();
        long sentNanos = System.nanoTime();
        writer.send("SET", "k", "w");
        for (int i = 0; i < 20; i++) {
            reader.ask("GET", "k");
        }
        assertTrue(
                System.nanoTime() - sentNanos < TimeUnit.MILLISECONDS.toNanos(400), "they waited");
        assertTrue(!writer.hears(Duration.ofMillis(1)), "acknowledged too early");
        assertEquals(shortOf(1, 2), writer.reply());
        replica(1).thaw();
    }

    @ParameterizedTest
    @EnumSource
    void aPipelineIsAnsweredInOrderAndOnlyItsWritesAreInDoubt(Version version) throws Exception {
        PoolInTest pool = start(version, 1);
        RawClient client = client(pool);
        String all =
                RawClient.request("GET", "a")
                        + RawClient.request("SET", "a", "1")
                        + RawClient.request("GET", "a")
                        + RawClient.request("INCR", "a")
                        + RawClient.request("LPUSH", "a", "x")
                        + RawClient.request("EVAL", "return redis.call('INCR', KEYS[1])", "1", "a")
                        + RawClient.request("GET", "a")
                        + RawClient.request("MULTI")
                        + RawClient.request("INCR", "a")
                        + RawClient.request("EXEC")
                        + RawClient.request("PING")
                        + RawClient.request("NONE", "a")
                        + RawClient.request("MULTI")
                        + RawClient.request("GET", "a")
                        + RawClient.request("EXEC")
                        + RawClient.request("DEL", "a");
        client.sendBytes(all);
        assertEquals(
                expected("+OK\r\n", ":2\r\n", ":3\r\n", "*1\r\n:4\r\n", ":1\r\n"), replies(client));
        redis().freezeReplicas();
        String error = shortOf(0, 1);
        client.sendBytes(all);
        assertEquals(expected(error, error, error, error, error), replies(client));
        assertEquals(":0\r\n", primary().command("EXISTS", "a"));
        redis().thawReplicas();
    }

    private static List<String> expected(
            String set, String incr, String eval, String exec, String del) {
        return List.of(
                "$-1\r\n",
                set,
                "$1\r\n1\r\n",
                incr,
                "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n",
                eval,
                "$1\r\n3\r\n",
                "+OK\r\n",
                "+QUEUED\r\n",
                exec,
                "+PONG\r\n",
                "-ERR unknown command",
                "+OK\r\n",
                "+QUEUED\r\n",
                "*1\r\n$1\r\n4\r\n",
                del);
    }

    private static List<String> replies(RawClient client) throws IOException {
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String reply = client.reply();
            boolean unknown = reply.startsWith("-ERR unknown command");
            replies.add(unknown ? "-ERR unknown command" : reply);
        }
        return replies;
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionOfManyRoundTripsIsInDoubtAtItsEnd(Version version) throws Exception {
        PoolInTest pool = start(version, 1);
        RawClient client = client(pool);
        String exec = transaction(client);
        assertEquals("*2\r\n+OK\r\n:2\r\n", exec);
        redis().freezeReplicas();
        assertEquals(shortOf(0, 1), transaction(client));
        assertEquals("+OK\r\n", client.ask("WATCH", "t"));
        // On its private link, outside of a transaction.
        assertEquals(shortOf(0, 1), client.ask("INCR", "t"));
        assertEquals("$1\r\n3\r\n", client.ask("GET", "t"));
        assertEquals("+OK\r\n", client.ask("MULTI"));
        assertEquals("+QUEUED\r\n", client.ask("INCR", "t"));
        // It ran nothing.
        assertEquals("*-1\r\n", client.ask("EXEC"));
        client.sendBytes(
                RawClient.request("WATCH", "t")
                        + RawClient.request("MULTI")
                        + RawClient.request("INCR", "t")
                        + RawClient.request("DISCARD")
                        + RawClient.request("INCR", "t")
                        + RawClient.request("GET", "t")
                        + RawClient.request("UNWATCH"));
        String all = "+OK\r\n+OK\r\n+QUEUED\r\n+OK\r\n" + shortOf(0, 1) + "$1\r\n4\r\n+OK\r\n";
        assertEquals(all, client.bytes(all.length()));
        redis().thawReplicas();
    }

    private static String transaction(RawClient client) throws IOException {
        assertEquals("+OK\r\n", client.ask("WATCH", "t"));
        assertEquals("+OK\r\n", client.ask("MULTI"));
        assertEquals("+QUEUED\r\n", client.ask("SET", "t", "1"));
        assertEquals("+QUEUED\r\n", client.ask("INCR", "t"));
        return client.ask("EXEC");
    }

    @ParameterizedTest
    @EnumSource
    void aPopThatIsServedLaterIsCommittedToo(Version version) throws Exception {
        PoolInTest pool = start(version, 1);
        RawClient waiting = client(pool);
        RawClient pushing = client(pool);
        String popped = "*2\r\n$1\r\nq\r\n$1\r\nx\r\n";
        waiting.send("BLPOP", "q", "0");
        awaitBlocked();
        assertEquals(":1\r\n", pushing.ask("LPUSH", "q", "x"));
        assertEquals(popped, waiting.reply());

        waiting.send("BLPOP", "q", "0");
        awaitBlocked();
        redis().freezeReplicas();
        assertEquals(":1\r\n", primary().command("LPUSH", "q", "y"));
        assertEquals(shortOf(0, 1), waiting.reply());
        assertEquals(":0\r\n", primary().command("EXISTS", "q"));
        redis().thawReplicas();
    }

    private void awaitBlocked() {
        Await.until(
                "a blocked client",
                () -> primary().command("INFO", "clients").contains("blocked_clients:1"));
    }

    @Test
    void aLargeWriteIsCommittedToo() throws Exception {
        PoolInTest pool = start(Version.INSTALLED, 1);
        RawClient client = client(pool);
        String value = "x".repeat(3_000_000);
        assertEquals("+OK\r\n", client.ask("SET", "large", value));
        assertEquals(":3000000\r\n", replica(1).command("STRLEN", "large"));
        assertEquals("$3000000\r\n" + value + "\r\n", client.ask("GET", "large"));
        client.sendBytes(
                RawClient.request("SET", "a", "1")
                        + RawClient.request("GET", "large")
                        + RawClient.request("SET", "a", "2"));
        assertEquals("+OK\r\n", client.reply());
        assertEquals(3_000_012, client.reply().length());
        assertEquals("+OK\r\n", client.reply());
        redis().freezeReplicas();
        assertEquals(shortOf(0, 1), client.ask("SET", "large", value));
        redis().thawReplicas();
    }

    @Test
    void manyShareOneWait() throws Exception {
        PoolInTest pool = start(Version.INSTALLED, 1);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(client(pool));
        }
        clients.getFirst().ask("SET", "k", "v");
        for (int round = 0; round < 20; round++) {
            for (RawClient each : clients) {
                each.send("SET", "k", "v");
            }
            for (RawClient each : clients) {
                assertEquals("+OK\r\n", each.reply());
            }
        }
        String waits =
                primary()
                        .command("INFO", "commandstats")
                        .lines()
                        .filter(line -> line.startsWith("cmdstat_wait:calls="))
                        .findFirst()
                        .orElseThrow();
        int calls = Integer.parseInt(waits.replaceAll("^.*calls=([0-9]+),.*$", "$1"));
        assertTrue(calls < 500, waits);
    }
}
