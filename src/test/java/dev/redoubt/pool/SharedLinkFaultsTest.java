package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.ScriptedConnection;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;
import dev.redoubt.peers.ScriptedRedis.Script;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// What clients see when the server behind a shared link misbehaves. Everywhere: each command gets
/// exactly one reply, in order, or its connection ends; and nobody else notices.
@Timeout(60)
class SharedLinkFaultsTest {
    private static final String UNANSWERED =
            "-ERR redoubt: the connection to the primary ended before %s was answered; it may or"
                    + " may not have been executed";

    private final ScriptedRedis redis = ScriptedRedis.start();

    @AfterEach
    void end() {
        redis.close();
    }

    private PoolInTest before(String pool, String backend) throws IOException {
        return PoolInTest.start(Front.file(redis.address(), pool, backend));
    }

    /// The first link does this, the later ones serve.
    private void first(Script script) {
        first(script, ScriptedConnection::serve);
    }

    private void first(Script script, Script later) {
        AtomicBoolean taken = new AtomicBoolean();
        redis.on(
                Purpose.SHARED,
                connection -> {
                    Script mine = taken.compareAndSet(false, true) ? script : later;
                    mine.play(connection);
                });
    }

    private static void take(ScriptedConnection connection, int commands) throws IOException {
        connection.shakeHands();
        for (int i = 0; i < commands; i++) {
            connection.next();
        }
    }

    @Test
    void aResetInTheMiddleOfAReplyEndsItsClientOnly() throws Exception {
        first(connection -> {
            take(connection, 1);
            connection.say("$10|abc");
            take1AndReset(connection);
        });
        try (PoolInTest pool = before("", "");
                PlainClient cut = new PlainClient(pool.address());
                PlainClient other = new PlainClient(pool.address())) {
            cut.send("GET", "big");
            Await.until("the command's way", () -> pool.snapshot().commands() == 1);
            other.send("GET", "k");
            assertEquals("nil", other.reply());
            assertThrows(EOFException.class, cut::reply);
            assertEquals("+OK", other.ask("SET", "k", "v"));
            assertEquals("v", other.ask("GET", "k"));
        }
    }

    private static void take1AndReset(ScriptedConnection connection) throws IOException {
        connection.next();
        connection.reset();
    }

    @Test
    void commandsInFlightAreAnsweredOnceAndInOrder() throws Exception {
        int clients = 5;
        int each = 20;
        first(connection -> {
            connection.shakeHands();
            for (int i = 0; i < clients * each; i++) {
                List<String> command = connection.next();
                if (i < 37) {
                    connection.say("+" + command.get(1) + "|");
                }
            }
        });
        List<PlainClient> all = new ArrayList<>();
        try (PoolInTest pool = before("", "")) {
            for (int c = 0; c < clients; c++) {
                PlainClient client = new PlainClient(pool.address());
                all.add(client);
                for (int i = 0; i < each; i++) {
                    client.send("SET", "c" + c + "-" + i, "v");
                }
            }
            int answered = 0;
            for (int c = 0; c < clients; c++) {
                boolean ended = false;
                for (int i = 0; i < each; i++) {
                    String reply = all.get(c).reply();
                    ended |= reply.startsWith("-");
                    assertEquals(ended ? UNANSWERED.formatted("SET") : "+c" + c + "-" + i, reply);
                    answered += ended ? 0 : 1;
                }
            }
            for (PlainClient client : all) {
                assertEquals("next", client.ask("ECHO", "next"));
            }
            assertEquals(37, answered);
            assertEquals(63, pool.snapshot().unanswered());
        } finally {
            for (PlainClient client : all) {
                client.close();
            }
        }
    }

    @Test
    void aServerThatEndsEveryLinkIsNotHammered() throws Exception {
        redis.on(Purpose.SHARED, ScriptedConnection::shakeHands);
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("", "");
                PlainClient client = new PlainClient(pool.address())) {
            Await.until("twelve links", () -> redis.seen(Purpose.SHARED) >= 12);
            List<Long> seen = redis.seenNanos(Purpose.SHARED);
            long millis = TimeUnit.NANOSECONDS.toMillis(seen.get(11) - seen.getFirst());
            // The pauses add up to 1.5 s at the very least.
            assertTrue(millis > 1200, "12 attempts within " + millis + " ms");
            assertTrue(log.with("lost the primary").size() <= 2, log.with("")::toString);
            assertTrue(log.with("serving from").size() <= 3, log.with("")::toString);

            redis.on(Purpose.SHARED, ScriptedConnection::serve);
            Await.until("service", () -> client.ask("PING").equals("+PONG"));
        }
    }

    @Test
    void aServerThatNeverAnswersTheHandshakeIsToldOnce() throws Exception {
        redis.on(Purpose.SHARED, ScriptedConnection::ignore);
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("failover: {hold: 700ms}", "connect_timeout: 100ms");
                PlainClient client = new PlainClient(pool.address())) {
            Await.until(
                    "the reason",
                    () -> pool.snapshot().reason().endsWith("no answer within 100 ms"));
            assertEquals(
                    "-ERR redoubt: no primary within 700 ms: "
                            + redis.address()
                            + ": no answer within 100 ms",
                    client.ask("SET", "k", "v"));
            assertTrue(redis.seen(Purpose.SHARED) > 2);
            assertEquals(1, log.with("no answer within").size(), log.with("")::toString);
            assertTrue(pool.snapshot().reason().endsWith("no answer within 100 ms"));

            redis.on(Purpose.SHARED, ScriptedConnection::serve);
            assertEquals("+OK", client.ask("SET", "k", "v"));
        }
    }

    @Test
    void aServerThatNeverAnswersACommandIsLeft() throws Exception {
        first(connection -> {
            connection.shakeHands();
            connection.ignore();
        });
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("", "response_timeout: 300ms");
                PlainClient client = new PlainClient(pool.address())) {
            long beginNanos = System.nanoTime();
            assertEquals(UNANSWERED.formatted("INCR"), client.ask("INCR", "n"));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
            assertTrue(millis >= 300, millis + " ms");
            assertEquals(":1", client.ask("INCR", "n"));
            assertEquals(1, log.with("no answer within 300 ms").size(), log.with("")::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."
            })
    void aServerThatIsNotReadyIsWaitedFor(String error) throws Exception {
        redis.on(
                Purpose.SHARED,
                connection -> {
                    connection.answerNext();
                    connection.next();
                    connection.say("-" + error + "|");
                    connection.answerNext();
                    connection.ignore();
                });
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("", "");
                PlainClient client = new PlainClient(pool.address())) {
            client.send("INCR", "n");
            Await.until("some attempts", () -> redis.seen(Purpose.SHARED) > 3);
            Await.until("the reason", () -> pool.snapshot().reason().endsWith(error));
            assertEquals(1, log.with(error.substring(0, 7)).size(), log.with("")::toString);

            redis.on(Purpose.SHARED, ScriptedConnection::serve);
            assertEquals(":1", client.reply());
        }
    }

    @Test
    void aServerThatAScriptKeepsBusySaysSoItself() throws Exception {
        redis.on(
                Purpose.SHARED,
                connection -> {
                    connection.answerNext();
                    for (int i = 0; i < 3; i++) {
                        // PING, ROLE, and what the client asks.
                        connection.next();
                        connection.say("-BUSY Redis is busy running a script.|");
                    }
                    connection.serve();
                });
        try (PoolInTest pool = before("", "");
                PlainClient client = new PlainClient(pool.address())) {
            assertEquals("-BUSY Redis is busy running a script.", client.ask("INCR", "n"));
            assertEquals(":1", client.ask("INCR", "n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR max number of clients reached",
                "DENIED Redis is running in protected mode"
            })
    void aServerThatTurnsConnectionsAwayIsToldOnce(String error) throws Exception {
        redis.on(
                Purpose.SHARED,
                connection -> {
                    connection.say("-" + error + "|");
                });
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("failover: {hold: 500ms}", "");
                PlainClient client = new PlainClient(pool.address())) {
            Await.until("the reason", () -> pool.snapshot().reason().endsWith(error));
            String reply = client.ask("INCR", "n");
            assertTrue(reply.endsWith(": " + error), reply);
            assertEquals(
                    1,
                    log.with("refuses the pool's links: " + error).size(),
                    log.with("")::toString);

            redis.on(Purpose.SHARED, ScriptedConnection::serve);
            pool.awaitServing();
            assertEquals(":1", client.ask("INCR", "n"));
        }
    }

    @Test
    void whatNobodyAskedForEndsTheLink() throws Exception {
        first(connection -> {
            connection.answerNext();
            connection.answerNext();
            connection.next();
            connection.say("*3|$6|master|:0|*0|+and more|");
            connection.ignore();
        });
        try (PoolInTest pool = before("", "");
                PlainClient client = new PlainClient(pool.address())) {
            assertEquals(":1", client.ask("INCR", "n"));
            assertEquals(2, redis.seen(Purpose.SHARED));
            assertEquals(0, pool.snapshot().unanswered());
        }
    }

    @Test
    void oneFailingLinkOfSeveralHurtsNobody() throws Exception {
        first(ScriptedConnection::serve, ScriptedConnection::shakeHands);
        List<PlainClient> clients = new ArrayList<>();
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = before("", "links: 2")) {
            // The failing link may have been the first, and the only one for a moment.
            Await.until("both", () -> !log.with("others carry on").isEmpty());
            long failures = pool.snapshot().failures();
            int before = redis.seen(Purpose.SHARED);
            for (int i = 1; i <= 6; i++) {
                PlainClient client = new PlainClient(pool.address());
                clients.add(client);
                assertEquals("+OK", client.ask("WATCH", "k"));
                assertEquals("+OK", client.ask("UNWATCH"));
            }
            Await.until("more attempts", () -> redis.seen(Purpose.SHARED) > before + 2);
            assertEquals(failures, pool.snapshot().failures(), log.with("")::toString);
            assertTrue(pool.snapshot().primary().isPresent());
            assertEquals(1, log.with("others carry on").size(), log.with("")::toString);
        } finally {
            for (PlainClient client : clients) {
                client.close();
            }
        }
    }
}
