package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.ScriptedConnection;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// `servers:` without Sentinel: which one is used, and what is said where none can be.
@Timeout(60)
class ServersTest {
    private final ScriptedRedis a = ScriptedRedis.start();
    private final ScriptedRedis b = ScriptedRedis.start("127.0.0.2");

    @AfterEach
    void end() {
        a.close();
        b.close();
    }

    private static PoolInTest before(String backend, HostPort... servers) throws IOException {
        String list =
                Arrays.stream(servers)
                        .map(each -> "'" + each + "'")
                        .collect(Collectors.joining(", "));
        return PoolInTest.start(
                """
                workers: 1
                pools:
                  orders:
                    listen: 127.0.0.1:0
                    backend:
                      servers: [%s]
                      check_interval: 100ms
                      connect_timeout: 200ms
                %s\
                    failover: {hold: 700ms}
                """
                        .formatted(list, backend.indent(6)));
    }

    private static void awaitPrimary(PoolInTest pool, ScriptedRedis redis) {
        Await.until(
                "service from " + redis.address(),
                () -> pool.snapshot().primary().equals(Optional.of(redis.address())));
    }

    /// The error of a held command, once the pool knows its reason.
    private static String errorFrom(PoolInTest pool, String reason) throws IOException {
        Await.until(reason, () -> pool.snapshot().reason().contains(reason));
        try (PlainClient client = new PlainClient(pool.address())) {
            String error = client.ask("SET", "k", "v");
            assertTrue(error.startsWith("-ERR redoubt: no primary within 700 ms: "), error);
            return error.substring("-ERR redoubt: no primary within 700 ms: ".length());
        }
    }

    @Test
    void twoThatClaimItAtTheStartAreRefused() throws Exception {
        String rivals =
                "2 servers claim to be primary (%s, %s): ".formatted(a.address(), b.address());
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("", a.address(), b.address())) {
            String refusal = rivals + "choosing one could lose writes";
            assertEquals(refusal, errorFrom(pool, refusal));
            assertEquals(refusal, pool.snapshot().reason());
            assertEquals(1, log.with(rivals).size(), log.with("")::toString);
            assertEquals(0, a.seen(Purpose.SHARED) + b.seen(Purpose.SHARED));

            b.as("slave");
            awaitPrimary(pool, a);
            b.as("master");
            Await.until(
                    "the warning",
                    () -> !log.with(rivals + a.address() + " stays in use").isEmpty());
            try (PlainClient client = new PlainClient(pool.address())) {
                assertEquals("+OK", client.ask("SET", "k", "v"));
                a.close();
                awaitPrimary(pool, b);
                assertEquals("nil", client.ask("GET", "k"));
            }
        }
    }

    @Test
    void aSlowServerDelaysNobody() throws Exception {
        b.on(Purpose.PROBE, ScriptedConnection::ignore);
        try (CapturedLog log = new CapturedLog()) {
            long beginNanos = System.nanoTime();
            try (PoolInTest pool = before("", b.address(), a.address())) {
                awaitPrimary(pool, a);
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
                assertTrue(millis < 3000, "a primary after " + millis + " ms");
                Await.until("more attempts at the slow one", () -> b.seen(Purpose.PROBE) > 2);
                String trouble = "server " + b.address() + ": no reply to ROLE within 200 ms";
                assertEquals(1, log.with(trouble).size(), log.with("")::toString);
                b.on(Purpose.PROBE, ScriptedConnection::serve).as("slave");
                Await.until("its return", () -> !log.with("answers again").isEmpty());
            }
        }
    }

    @Test
    void thePrimaryInUseMayBeBusyForAWhile() throws Exception {
        AtomicBoolean busy = new AtomicBoolean();
        a.on(
                Purpose.PROBE,
                connection -> {
                    while (true) {
                        while (busy.get()) {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                        }
                        connection.answerNext();
                    }
                });
        try (PoolInTest pool = before("response_timeout: 1s", a.address())) {
            awaitPrimary(pool, a);
            long sinceNanos = System.nanoTime();
            busy.set(true);
            Await.until(
                    "three times the connect timeout",
                    () -> System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(600));
            busy.set(false);
            try (PlainClient client = new PlainClient(pool.address())) {
                assertEquals("+OK", client.ask("SET", "k", "v"));
            }
            assertEquals(0, pool.snapshot().failures());

            busy.set(true);
            Await.until("the loss", () -> pool.snapshot().primary().isEmpty());
            assertEquals(
                    "no server is primary: "
                            + a.address()
                            + " cannot be used (no reply to ROLE within 1000 ms)",
                    pool.snapshot().reason());
            busy.set(false);
            awaitPrimary(pool, a);
        }
    }

    @Test
    void whatIsNoRedisIsToldOnce() throws Exception {
        a.atTheDoor(connection -> connection.say("HTTP/1.1 400 Bad Request||"));
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("", a.address())) {
            String words = "cannot be used (not a Redis reply: ";
            String error = errorFrom(pool, words);
            assertTrue(error.contains(words), error);
            assertEquals(1, log.with("not a Redis reply").size(), log.with("")::toString);
        }
    }

    @Test
    void aServerThatEndsEachProbeIsNotHammered() throws Exception {
        a.on(Purpose.PROBE, ScriptedConnection::answerNext);
        try (PoolInTest pool = before("", a.address())) {
            awaitPrimary(pool, a);
            Await.until("ten probes", () -> a.seen(Purpose.PROBE) >= 10);
            List<Long> seen = a.seenNanos(Purpose.PROBE);
            long millis = TimeUnit.NANOSECONDS.toMillis(seen.get(9) - seen.getFirst());
            assertTrue(millis > 400, "10 probes within " + millis + " ms");
            assertEquals(0, pool.snapshot().failures());
        }
    }

    @Test
    void announcedAddressesAreMapped() throws Exception {
        a.as("slave");
        String map =
                "addresses: {'10.0.0.98:6379': '%s', '10.0.0.99:6379': '127.0.0.9:7777'}"
                        .formatted(a.address());
        try (PoolInTest pool = before(map, new HostPort("10.0.0.98", 6379))) {
            String reason =
                    "no server is primary: " + a.address() + " is a replica of 127.0.0.9:7777";
            assertEquals(reason, errorFrom(pool, reason));
            a.as("master");
            awaitPrimary(pool, a);
        }
    }

    @Test
    void aPrimaryIsAskedForItsCommandsUntilItAnswers() throws Exception {
        a.on(Purpose.OTHER, connection -> a.on(Purpose.OTHER, ScriptedConnection::serve));
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("", a.address())) {
            awaitPrimary(pool, a);
            Await.until("the second question", () -> a.seen(Purpose.OTHER) == 2);
            Await.until("the answer", () -> !log.with("did not tell its commands").isEmpty());
        }
    }
}
