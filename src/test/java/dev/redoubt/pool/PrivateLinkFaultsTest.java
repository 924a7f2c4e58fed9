package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.ScriptedConnection;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What clients see when the server behind private links misbehaves, while shared ones are well.
@Timeout(60)
class PrivateLinkFaultsTest {
    private static final String UNANSWERED =
            "-ERR redoubt: the connection to the primary ended before %s was answered; it may or"
                    + " may not have been executed";

    private final ScriptedRedis redis = ScriptedRedis.start();
    private final List<PlainClient> clients = new ArrayList<>();

    @AfterEach
    void end() throws IOException {
        for (PlainClient client : clients) {
            client.close();
        }
        redis.close();
    }

    private PoolInTest before(String pool, String backend) throws IOException {
        PoolInTest started = PoolInTest.start(Front.file(redis.address(), pool, backend));
        started.awaitServing();
        return started;
    }

    private PlainClient client(PoolInTest pool) throws IOException {
        PlainClient client = new PlainClient(pool.address());
        clients.add(client);
        return client;
    }

    private void watchAndUnwatch(PlainClient client) throws IOException {
        assertEquals("+OK", client.ask("WATCH", "k"));
        assertEquals("+OK", client.ask("UNWATCH"));
    }

    /// When the last private link has lain idle for so long that it is checked.
    private void letItLie(PoolInTest pool) {
        long sinceNanos = System.nanoTime();
        Await.until(
                "an idle link",
                () ->
                        System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(600)
                                && pool.snapshot().privateLinks() == 1);
    }

    @Test
    void aPooledLinkThatIsDeadCostsNoError() throws Exception {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    connection.answerNext();
                    connection.answerNext();
                    // The question whether it is still there.
                    assertEquals(List.of("PING"), connection.next());
                    connection.reset();
                });
        try (PoolInTest pool = before("", "")) {
            PlainClient client = client(pool);
            for (int i = 1; i <= 3; i++) {
                watchAndUnwatch(client);
                assertEquals(i, redis.seen(Purpose.PRIVATE));
                letItLie(pool);
            }
            assertEquals(0, pool.snapshot().unanswered());
        }
    }

    @Test
    void aPooledLinkThatSaysNothingCostsNoError() throws Exception {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    connection.answerNext();
                    connection.answerNext();
                    connection.ignore();
                });
        try (PoolInTest pool = before("", "connect_timeout: 200ms")) {
            PlainClient client = client(pool);
            watchAndUnwatch(client);
            letItLie(pool);
            watchAndUnwatch(client);
            assertEquals(2, redis.seen(Purpose.PRIVATE));
        }
    }

    @Test
    void aPooledLinkThatLivesIsUsedAgain() throws Exception {
        try (PoolInTest pool = before("", "")) {
            PlainClient client = client(pool);
            watchAndUnwatch(client);
            letItLie(pool);
            watchAndUnwatch(client);
            assertEquals("+OK", client.ask("WATCH", "k"));
            assertEquals(":1", client.ask("INCR", "n"));
            assertEquals("+OK", client.ask("UNWATCH"));
            assertEquals(1, redis.seen(Purpose.PRIVATE));
        }
    }

    @Test
    void withoutStateAnUnansweredCommandIsAnError() throws Exception {
        redis.on(Purpose.PRIVATE, PrivateLinkFaultsTest::sayNothing);
        try (PoolInTest pool = before("", "response_timeout: 300ms")) {
            PlainClient client = client(pool);
            assertEquals(UNANSWERED.formatted("WATCH"), client.ask("WATCH", "k"));
            redis.on(Purpose.PRIVATE, ScriptedConnection::serve);
            watchAndUnwatch(client);
        }
    }

    private static void sayNothing(ScriptedConnection connection) throws IOException {
        connection.shakeHands();
        connection.ignore();
    }

    @Test
    void withStateTheUnansweredCommandIsAnErrorToo() throws Exception {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    connection.answerNext();
                    redis.on(Purpose.PRIVATE, ScriptedConnection::serve);
                    connection.ignore();
                });
        try (PoolInTest pool = before("", "response_timeout: 300ms")) {
            PlainClient client = client(pool);
            assertEquals("+OK", client.ask("WATCH", "k"));
            assertEquals(UNANSWERED.formatted("INCR"), client.ask("INCR", "n"));
            assertEquals(":1", client.ask("INCR", "n"));
            assertEquals("+OK", client.ask("UNWATCH"));
            assertEquals(2, redis.seen(Purpose.PRIVATE));
        }
    }

    @Test
    void whoBlocksIsNotSilent() throws Exception {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    redis.on(Purpose.PRIVATE, PrivateLinkFaultsTest::sayNothing);
                    connection.next();
                    Await.until("the other's end", () -> redis.seen(Purpose.PRIVATE) > 2);
                    connection.say("*2|$1|l|$1|v|");
                    connection.serve();
                });
        try (PoolInTest pool = before("", "response_timeout: 300ms")) {
            PlainClient blocked = client(pool);
            blocked.send("BLPOP", "l", "0");
            Await.until("its link", () -> redis.seen(Purpose.PRIVATE) == 1);
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        UNANSWERED.formatted("CLIENT"), client(pool).ask("CLIENT", "UNBLOCK", "5"));
            }
            assertEquals("[l, v]", blocked.reply());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneTriesForAllWhileNoLinkCanBeOpened(boolean silently) throws Exception {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    if (silently) {
                        connection.ignore();
                    }
                });
        try (PoolInTest pool = before("", "connect_timeout: 100ms")) {
            for (int i = 0; i < 50; i++) {
                client(pool).send("WATCH", "k");
            }
            Await.until("all wait", () -> pool.snapshot().heldSessions() == 50);
            int before = redis.seen(Purpose.PRIVATE);
            Await.until("more", () -> redis.seen(Purpose.PRIVATE) >= before + 6);
            List<Long> seen = redis.seenNanos(Purpose.PRIVATE);
            long millis = TimeUnit.NANOSECONDS.toMillis(seen.get(before + 5) - seen.get(before));
            // Five pauses of at least 5, 10, 20, 40 and 80 ms.
            assertTrue(millis > 150, "6 attempts of 50 clients within " + millis + " ms");
            assertEquals(":1", client(pool).ask("INCR", "n"));

            redis.on(Purpose.PRIVATE, ScriptedConnection::serve);
            for (PlainClient client : clients.subList(0, 50)) {
                assertEquals("+OK", client.reply());
            }
        }
    }

    @Test
    void whyNoLinkCanBeOpenedIsInTheError() throws Exception {
        redis.on(Purpose.PRIVATE, connection -> {});
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("failover: {hold: 500ms}", "")) {
            String reply = client(pool).ask("WATCH", "k");
            assertTrue(log.with("others carry on").size() <= 2, log.with("")::toString);
            assertTrue(!log.with("others carry on").isEmpty());
            assertEquals(
                    "-ERR redoubt: no primary within 500 ms: "
                            + redis.address()
                            + ": connection closed during the handshake",
                    reply.replace(
                            "connection reset by the server",
                            "connection closed during the handshake"));
        }
    }

    @Test
    void aServerThatIsFullIsToldToTheClient() throws Exception {
        redis.on(
                Purpose.PRIVATE,
                connection -> connection.say("-ERR max number of clients reached|"));
        try (PoolInTest pool = before("", "")) {
            PlainClient client = client(pool);
            assertEquals(
                    "-ERR redoubt: no private link to the primary: ERR max number of clients"
                            + " reached",
                    client.ask("WATCH", "k"));
            assertEquals(":1", client.ask("INCR", "n"));
        }
    }

    @Test
    void aRefusalInsteadOfSilenceReachesAllWhoWait() throws Exception {
        redis.on(Purpose.PRIVATE, connection -> {});
        try (PoolInTest pool = before("", "")) {
            for (int i = 0; i < 10; i++) {
                client(pool).send("WATCH", "k");
            }
            Await.until("all wait", () -> pool.snapshot().heldSessions() == 10);
            redis.on(
                    Purpose.PRIVATE,
                    connection -> connection.say("-ERR max number of clients reached|"));
            for (PlainClient client : clients) {
                String reply = client.reply();
                assertTrue(reply.startsWith("-ERR redoubt: no private link"), reply);
            }
        }
    }
}
