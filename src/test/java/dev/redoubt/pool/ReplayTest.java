package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// What a client gets for a pipeline whose first link ends, or turns some of it away: every command
/// one reply, in order, and nothing runs twice that must not. The first link answers what the test
/// says; the second answers each command with its own words.
@Timeout(60)
class ReplayTest {
    private final ScriptedRedis redis = ScriptedRedis.start();
    private final List<String> again = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        redis.close();
    }

    private PoolInTest before(String failover) throws IOException {
        return PoolInTest.start(Front.file(redis.address(), "failover: {" + failover + "}", ""));
    }

    private void play(int commands, String answers) {
        AtomicBoolean taken = new AtomicBoolean();
        redis.on(
                Purpose.SHARED,
                connection -> {
                    connection.shakeHands();
                    String words = String.join(" ", connection.next());
                    // Not by its opening: scripts have a link of their own.
                    if (taken.compareAndSet(false, true)) {
                        for (int i = 1; i < commands; i++) {
                            connection.next();
                        }
                        connection.say(answers.replace('/', '|'));
                        if (!answers.contains("-")) {
                            return;
                        }
                        words = String.join(" ", connection.next());
                    }
                    while (true) {
                        again.add(words);
                        connection.say("+" + words + "|");
                        words = String.join(" ", connection.next());
                    }
                });
    }

    private static String unanswered(String command) {
        return "-ERR redoubt: the connection to the primary ended before "
                + command
                + " was answered; it may or may not have been executed";
    }

    private static String expand(String expected) {
        return expected.startsWith("?") ? unanswered(expected.substring(1)) : expected;
    }

    private void converse(String failover, String commands, String answers, String expected)
            throws IOException {
        List<String> asked = List.of(commands.split(", ", -1));
        play(asked.size(), answers == null ? "" : answers);
        try (PoolInTest pool = before(failover);
                RawClient client = RawClient.connect(pool.address())) {
            pool.awaitServing();
            StringBuilder pipeline = new StringBuilder();
            asked.forEach(command -> pipeline.append(RawClient.request(command.split(" ", -1))));
            client.sendBytes(pipeline.toString());
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                replies.add(client.reply().strip());
            }
            List<String> wanted = new ArrayList<>();
            for (String each : expected.split(", ", -1)) {
                wanted.add(expand(each));
            }
            assertEquals(wanted, replies);
            client.sendBytes(RawClient.request("ECHO", "after"));
            assertEquals("+ECHO after", client.reply().strip());
        }
    }

    /// The link ends behind these answers.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "none",
            value = {
                "GET a; none; +GET a",
                "SET a 1; none; ?SET",
                "GET a, SET a 1, GET b; none; ?GET, ?SET, +GET b",
                "SET a 1, GET a, SET b 1, GET b; none; ?SET, ?GET, ?SET, +GET b",
                "SET a 1, GET a, SET b 1; +1/; +1, ?GET, ?SET",
                "GET a, GET b, GET c; +1/+2/; +1, +2, +GET c",
                "SET a 1, SET b 1; none; ?SET, ?SET",
                "EVAL x 0, GET a; none; ?EVAL, +GET a",
                "EVAL_RO x 0, GET a; none; +EVAL_RO x 0, +GET a",
                "MULTI, GET a, EXEC; none; +MULTI, +GET a, +EXEC",
                "MULTI, GET a, EXEC; +OK/+QUEUED/; +OK, +QUEUED, +EXEC",
                "MULTI, GET a, EXEC, SET a 1; +OK/; +OK, ?GET, ?EXEC, ?SET",
                "EVAL_RO x 0, GET a, MULTI, SET a 1, EXEC, PING; none; ?EVAL_RO, ?GET, ?MULTI,"
                        + " ?SET, ?EXEC, +PING",
                "MULTI, SET a 1, EXEC; none; ?MULTI, ?SET, ?EXEC",
                "MULTI, SET a 1, EXEC; +OK/; +OK, ?SET, ?EXEC",
                "GET z, MULTI, SET a 1, EXEC, GET a; +1/+OK/; +1, +OK, ?SET, ?EXEC, +GET a",
                "PUBLISH c m, PING; none; ?PUBLISH, +PING",
                "NOSUCH a, PING; none; ?NOSUCH, +PING"
            })
    void aLinkThatEnds(String commands, String answers, String expected) throws Exception {
        converse("unanswered_writes: error", commands, answers, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "none",
            value = {
                "SET a 1, GET a, INCR b; none; +SET a 1, +GET a, +INCR b",
                "SET a 1, GET a, INCR b; +1/; +1, +GET a, +INCR b",
                "EVAL x 0, FCALL f 0; none; +EVAL x 0, +FCALL f 0",
                "MULTI, SET a 1, EXEC; +OK/; +OK, +SET a 1, +EXEC",
                "MULTI, SET a 1, SET b 1, EXEC; +OK/+QUEUED/+QUEUED/; +OK, +QUEUED, +QUEUED, +EXEC",
                "CONFIG SET x y, SAVE, NOSUCH; none; ?CONFIG, ?SAVE, ?NOSUCH"
            })
    void aLinkThatEndsWhereWritesAreRetried(String commands, String answers, String expected)
            throws Exception {
        converse("unanswered_writes: retry", commands, answers, expected);
    }

    /// The server turns some away, and stays.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SET a 1; -READONLY You cannot write against a read only replica./; +SET a 1",
                "GET a, SET a 1, GET a; +1/-READONLY no/+2/; +1, +SET a 1, +GET a",
                "SET a 1, INCR b, GET b; -LOADING x/:7/:8/; -LOADING x, :7, +GET b",
                "SET a 1, GET b; -LOADING x/:8/; +SET a 1, +GET b",
                "SET a 1, GET b, SET c 1; -LOADING x/:8/+1/; -LOADING x, ?GET, +1",
                "SET a 1, SET b 1; -READONLY x/-READONLY x/; +SET a 1, +SET b 1",
                "SET a 1, SET b 1; -OOM x/-MISCONF y/; -OOM x, -MISCONF y",
                "EVAL x 0, SET a 1; -READONLY mine/+1/; -READONLY mine, +1",
                "EVAL x 0, SET a 1; :1/-READONLY no/; :1, +SET a 1",
                "MULTI, SET a 1, EXEC; +OK/-READONLY no/-EXECABORT Transaction discarded because"
                        + " of previous errors./; +OK, +SET a 1, +EXEC",
                "MULTI, SET a 1, EXEC; +OK/+QUEUED/-EXECABORT Transaction discarded because of:"
                        + " READONLY no/; +OK, +QUEUED, +EXEC",
                "SET z 1, MULTI, SET a 1, EXEC; -READONLY no/+OK/+QUEUED/*1/+OK/;"
                        + " -READONLY no, +OK, +QUEUED, *1",
                "MULTI, SET a 1, EXEC; +OK/-ERR wrong/-EXECABORT Transaction discarded because of"
                        + " previous errors./; +OK, -ERR wrong, -EXECABORT Transaction discarded"
                        + " because of previous errors."
            })
    void aServerThatTurnsSomeAway(String commands, String answers, String expected)
            throws Exception {
        if (expected.endsWith("*1")) {
            // The reply to EXEC has a second line.
            List<String> asked = List.of(commands.split(", ", -1));
            play(asked.size(), answers);
            try (PoolInTest pool = before("");
                    RawClient client = RawClient.connect(pool.address())) {
                pool.awaitServing();
                StringBuilder pipeline = new StringBuilder();
                asked.forEach(
                        command -> pipeline.append(RawClient.request(command.split(" ", -1))));
                client.sendBytes(pipeline.toString());
                assertEquals("-READONLY no\r\n", client.reply());
                assertEquals("+OK\r\n", client.reply());
                assertEquals("+QUEUED\r\n", client.reply());
                assertTrue(client.reply().startsWith("*1\r\n"));
            }
            return;
        }
        converse("", commands, answers, expected);
        boolean delivered = answers.contains("OOM");
        assertEquals(delivered || answers.contains("wrong") ? 1 : 2, links(), again::toString);
    }

    private int links() {
        return redis.seen(Purpose.SHARED);
    }

    /// A request that brings down every server must not be carried to the next for ever.
    @Test
    void whatEndsEveryLinkIsGivenUp() throws Exception {
        AtomicInteger deaths = new AtomicInteger();
        redis.on(
                Purpose.SHARED,
                connection -> {
                    connection.shakeHands();
                    List<String> command = connection.next();
                    if (command.contains("poison")) {
                        deaths.incrementAndGet();
                        connection.reset();
                        return;
                    }
                    connection.answer(command);
                    connection.serve();
                });
        try (PoolInTest pool = before("");
                RawClient client = RawClient.connect(pool.address())) {
            pool.awaitServing();
            client.sendBytes(RawClient.request("GET", "poison"));
            assertEquals(unanswered("GET"), client.reply().strip());
            assertEquals(3, deaths.get());
        }
    }

    /// A server that says READONLY for ever has the last word.
    @Test
    void whoIsTurnedAwayForTooLongHearsWhy() throws Exception {
        redis.on(
                Purpose.SHARED,
                connection -> {
                    connection.shakeHands();
                    while (true) {
                        connection.next();
                        connection.say("-READONLY no|");
                    }
                });
        try (PoolInTest pool = before("hold: 1s");
                RawClient client = RawClient.connect(pool.address())) {
            pool.awaitServing();
            client.sendBytes(RawClient.request("SET", "a", "1"));
            String reply = client.reply().strip();
            assertTrue(
                    reply.equals("-READONLY no") || reply.startsWith("-ERR redoubt: no primary"),
                    reply);
        }
    }

    /// What may not wait any longer is refused in its place among what is known.
    @Test
    void whatWaitsTooLongIsRefusedInItsPlace() throws Exception {
        AtomicBoolean taken = new AtomicBoolean();
        redis.on(
                Purpose.SHARED,
                connection -> {
                    if (taken.compareAndSet(false, true)) {
                        connection.shakeHands();
                        for (int i = 0; i < 4; i++) {
                            connection.next();
                        }
                    }
                });
        try (PoolInTest pool = before("hold: 300ms");
                RawClient client = RawClient.connect(pool.address())) {
            pool.awaitServing();
            client.sendBytes(
                    RawClient.request("SET", "b", "1")
                            + RawClient.request("GET", "a")
                            + RawClient.request("PING")
                            + RawClient.request("GET", "c"));
            assertEquals(unanswered("SET"), client.reply().strip());
            for (int i = 0; i < 3; i++) {
                assertTrue(client.reply().startsWith("-ERR redoubt: no primary within 300 ms"));
            }
        }
    }
}
