package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.ScriptedConnection;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An open transaction whose link ends: the next server is told what the one before had queued, and
/// the client notices nothing.
@Timeout(60)
class QueuedAgainTest {
    private static final String OK = "+OK\r\n";
    private static final String QUEUED = "+QUEUED\r\n";
    private static final String RAN = "+RAN\r\n";
    private static final String REFUSED = "-ERR refused\r\n";
    private static final String ABORTED =
            "-EXECABORT Transaction discarded because of previous errors.\r\n";

    private final ScriptedRedis redis = ScriptedRedis.start();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private PoolInTest pool;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        pool = PoolInTest.start(Front.file(redis.address(), "", ""));
        pool.awaitServing();
        client = RawClient.connect(pool.address());
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        pool.close();
        redis.close();
    }

    /// The first link answers so many commands, takes more, and ends; the next ones do as the
    /// script says.
    private void endsAfter(int answered, int taken, ScriptedRedis.Script next) {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    for (int i = 0; i < answered; i++) {
                        queue(connection, connection.next());
                    }
                    for (int i = answered; i < taken; i++) {
                        connection.next();
                    }
                    redis.on(Purpose.PRIVATE, next);
                });
    }

    /// Sent before its link's end is noticed, an EXEC is one that nobody knows of.
    private void awaitNextLink() {
        Await.until("the next link", () -> redis.seen(Purpose.PRIVATE) >= 2);
    }

    /// Answers as Redis does to transactions, and notes what it hears.
    private void serve(ScriptedConnection connection) throws IOException {
        connection.shakeHands();
        boolean flagged = false;
        while (true) {
            List<String> command = connection.next();
            said.add(String.join(" ", command));
            if (command.getFirst().equals("EXEC")) {
                connection.say(flagged ? ABORTED : RAN);
                flagged = false;
            } else {
                flagged |= queue(connection, command);
            }
        }
    }

    /// @return whether it was refused
    private static boolean queue(ScriptedConnection connection, List<String> command)
            throws IOException {
        boolean refused = command.equals(List.of("GET")) || command.contains("unloved");
        connection.say(
                switch (command.getFirst()) {
                    case "MULTI", "WATCH", "DISCARD" -> OK;
                    default -> refused ? REFUSED : QUEUED;
                });
        return refused;
    }

    @Test
    void whatIsQueuedIsSaidAgain() throws IOException {
        endsAfter(3, 3, this::serve);
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "a", "1"));
        assertEquals(QUEUED, client.ask("INCR", "b"));
        awaitNextLink();
        assertEquals(QUEUED, client.ask("INCR", "c"));
        assertEquals(RAN, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "SET a 1", "INCR b", "INCR c", "EXEC"), said);
        assertEquals(0, pool.snapshot().unanswered());
    }

    @Test
    void whatIsUnansweredIsSentAgain() throws IOException {
        endsAfter(2, 4, this::serve);
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "a", "1"));
        client.sendBytes(RawClient.request("INCR", "b") + RawClient.request("GET"));
        assertEquals(QUEUED, client.reply());
        assertEquals(REFUSED, client.reply());
        assertEquals(ABORTED, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "SET a 1", "INCR b", "GET", "EXEC"), said);
    }

    @Test
    void soIsMultiItself() throws IOException {
        endsAfter(0, 2, this::serve);
        client.sendBytes(RawClient.request("MULTI") + RawClient.request("INCR", "b"));
        assertEquals(OK, client.reply());
        assertEquals(QUEUED, client.reply());
        assertEquals(RAN, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "INCR b", "EXEC"), said);
    }

    /// It would run without what was watched, or in another database.
    @ParameterizedTest
    @CsvSource({"WATCH, k", "SELECT, 5"})
    void notBehindWhatNobodyKnowsTheAnswerTo(String name, String argument) throws IOException {
        endsAfter(0, 3, this::serve);
        client.sendBytes(
                RawClient.request(name, argument)
                        + RawClient.request("MULTI")
                        + RawClient.request("INCR", "b"));
        assertTrue(client.reply().startsWith("-ERR redoubt: "), name);
        assertEquals(OK, client.reply());
        assertEquals(QUEUED, client.reply());
        awaitNextLink();
        assertEquals(ABORTED, client.ask("EXEC"));
        assertFalse(said.contains("INCR b"), said::toString);
    }

    /// Whether an EXEC that was sent has run is not known; what comes behind it has not.
    @Test
    void theTransactionBehindAnUnansweredExecGoesOn() throws IOException {
        endsAfter(2, 5, this::serve);
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "a"));
        client.sendBytes(
                RawClient.request("EXEC")
                        + RawClient.request("MULTI")
                        + RawClient.request("INCR", "b"));
        assertEquals(
                "-ERR redoubt: the connection to the primary ended before EXEC was answered; it may"
                        + " or may not have been executed\r\n",
                client.reply());
        assertEquals(OK, client.reply());
        assertEquals(QUEUED, client.reply());
        assertEquals(RAN, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "INCR b", "EXEC"), said);
    }

    @Test
    void aServerThatRefusesWhatWasQueuedRunsNothing() throws IOException {
        endsAfter(
                2,
                2,
                connection -> {
                    connection.shakeHands();
                    said.add(String.join(" ", connection.next()));
                    connection.say(OK);
                    said.add(String.join(" ", connection.next()));
                    connection.say("-NOPERM this user has no permissions|");
                    boolean ended = false;
                    while (!ended) {
                        String words = String.join(" ", connection.next());
                        said.add(words);
                        ended = words.equals("EXEC");
                        connection.say(ended ? ABORTED : words.equals("GET") ? REFUSED : QUEUED);
                    }
                    connection.serve();
                });
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "a"));
        assertEquals(QUEUED, client.ask("INCR", "b"));
        assertEquals(ABORTED, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "INCR a", "GET", "INCR b", "EXEC"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-LOADING Redis is loading the dataset in memory",
                "-NOREPLICAS Not enough good replicas to write.",
                "-BUSY Redis is busy running a script."
            })
    void aServerThatTakesNothingYetIsTriedAgain(String notYet) throws IOException {
        endsAfter(
                2,
                2,
                connection -> {
                    connection.shakeHands();
                    connection.next();
                    connection.say(OK);
                    redis.on(Purpose.PRIVATE, this::serve);
                    connection.say(notYet + "|");
                    connection.ignore();
                });
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "a"));
        awaitNextLink();
        assertEquals(RAN, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "INCR a", "EXEC"), said);
        assertEquals(3, redis.seen(Purpose.PRIVATE));
    }

    @Test
    void whatIsTooLongIsNotKept() throws IOException {
        endsAfter(3, 3, this::serve);
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "a", "x".repeat(40_000)));
        assertEquals(QUEUED, client.ask("SET", "b", "x".repeat(40_000)));
        awaitNextLink();
        assertEquals(ABORTED, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "GET", "EXEC"), said);
    }

    @Test
    void whatIsLongIsKept() throws IOException {
        endsAfter(3, 3, this::serve);
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "a", "x".repeat(30_000)));
        assertEquals(QUEUED, client.ask("SET", "b", "x".repeat(30_000)));
        awaitNextLink();
        assertEquals(RAN, client.ask("EXEC"));
        assertEquals(4, said.size());
        assertEquals("SET b " + "x".repeat(30_000), said.get(2));
    }

    @Test
    void aTransactionThatIsAbortedAlreadyStaysSo() throws IOException {
        endsAfter(3, 3, this::serve);
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "a"));
        assertEquals(REFUSED, client.ask("INCR", "unloved"));
        awaitNextLink();
        assertEquals(ABORTED, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "GET", "EXEC"), said);
    }

    /// What was watched may have changed while nobody watched.
    @Test
    void whatWasWatchedMayHaveChanged() throws IOException {
        endsAfter(3, 3, this::serve);
        assertEquals(OK, client.ask("WATCH", "a"));
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "a"));
        assertEquals(QUEUED, client.ask("INCR", "b"));
        awaitNextLink();
        assertEquals("*-1\r\n", client.ask("EXEC"));
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "c"));
        assertEquals(RAN, client.ask("EXEC"));
        assertEquals(
                "MULTI INCR c EXEC", String.join(" ", said.subList(said.size() - 3, said.size())));
    }

    /// A request that brings down every server must not be carried to the next for ever.
    @Test
    void whatEndsEveryLinkIsGivenUp() throws IOException {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    boolean poisoned = false;
                    boolean flagged = false;
                    while (!poisoned) {
                        List<String> command = connection.next();
                        poisoned = command.contains("poison");
                        if (command.getFirst().equals("EXEC")) {
                            connection.say(flagged ? ABORTED : RAN);
                        } else if (!poisoned) {
                            flagged |= queue(connection, command);
                        }
                    }
                });
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "poison"));
        assertEquals(ABORTED, client.ask("EXEC"));
        assertEquals(5, redis.seen(Purpose.PRIVATE));
    }

    @Test
    void aSecondLossIsNoWorse() throws IOException {
        endsAfter(
                2,
                2,
                connection -> {
                    connection.shakeHands();
                    queue(connection, connection.next());
                    queue(connection, connection.next());
                    queue(connection, connection.next());
                    redis.on(Purpose.PRIVATE, this::serve);
                });
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "a"));
        assertEquals(QUEUED, client.ask("INCR", "b"));
        Await.until("the last link", () -> said.size() == 3);
        assertEquals(RAN, client.ask("EXEC"));
        assertEquals(List.of("MULTI", "INCR a", "INCR b", "EXEC"), said);
    }
}
