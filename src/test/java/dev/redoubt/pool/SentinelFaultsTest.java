package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.ScriptedConnection;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;
import dev.redoubt.peers.ScriptedRedis.Script;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// One Sentinel of three misbehaves: that is said once, and the others go on.
@Timeout(60)
class SentinelFaultsTest {
    private final ScriptedRedis redis = ScriptedRedis.start();
    private final ScriptedRedis bad = ScriptedRedis.start().naming(redis.address());
    private final ScriptedRedis one = ScriptedRedis.start().naming(redis.address());
    private final ScriptedRedis other = ScriptedRedis.start().naming(redis.address());

    @AfterEach
    void end() {
        List.of(redis, bad, one, other).forEach(ScriptedRedis::close);
    }

    /// What is said of the bad one, and what it does.
    static Stream<Arguments> faults() {
        return Stream.of(
                fault("no reply to AUTH within 1000 ms", ScriptedConnection::ignore),
                fault("no reply to SENTINEL within 1000 ms", SentinelFaultsTest::fallSilent),
                fault("connection reset by the server", ScriptedConnection::reset),
                fault("connection closed by the server", connection -> {}),
                fault("AUTH refused: WRONGPASS invalid", SentinelFaultsTest::refuse),
                fault("ERR unknown command 'SENTINEL'", SentinelFaultsTest::knowNoSentinel),
                fault("not a Redis reply: ", connection -> connection.say("HTTP/1.1 400||")));
    }

    private static Arguments fault(String words, Script script) {
        return Arguments.of(words, script);
    }

    private static void fallSilent(ScriptedConnection connection) throws IOException {
        connection.answerNext();
        connection.ignore();
    }

    private static void refuse(ScriptedConnection connection) throws IOException {
        connection.next();
        connection.say("-WRONGPASS invalid|");
        connection.ignore();
    }

    private static void knowNoSentinel(ScriptedConnection connection) throws IOException {
        while (true) {
            List<String> command = connection.next();
            if (command.getFirst().equals("SENTINEL")) {
                connection.say("-ERR unknown command 'SENTINEL'|");
            } else {
                connection.answer(command);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void isSaidOnceAndTheOthersGoOn(String words, Script script) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        // With a password every connection begins with AUTH.
        bad.on(
                Purpose.OTHER,
                connection -> {
                    attempts.incrementAndGet();
                    script.play(connection);
                });
        String file =
                PoolInTest.file(
                        List.of(bad.address(), one.address(), other.address()),
                        "password: s3cret",
                        1);
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = PoolInTest.start(file);
                PlainClient client = new PlainClient(pool.address())) {
            assertEquals("+OK", client.ask("SET", "k", "v"));
            String said = "Sentinel " + bad.address() + ": " + words;
            Await.until("the warning", () -> !log.with(said).isEmpty());
            int enough = words.startsWith("ERR") ? 2 : 4;
            Await.until("some attempts", () -> attempts.get() >= enough);
            assertEquals(1, log.with("Sentinel " + bad.address()).size(), log.with("")::toString);
            assertEquals(0, pool.snapshot().failures());

            bad.on(Purpose.OTHER, ScriptedConnection::serve);
            bad.hangUp();
            Await.until(
                    "its return",
                    () -> !log.with("Sentinel " + bad.address() + " answers again").isEmpty());
            assertEquals("v", client.ask("GET", "k"));
        }
    }

    @Test
    void oneThatEndsEachConnectionAfterItsAnswerIsNotHammered() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        bad.on(
                Purpose.POLL,
                connection -> {
                    attempts.incrementAndGet();
                    connection.answerNext();
                    connection.answerNext();
                });
        String file =
                PoolInTest.file(List.of(bad.address(), one.address(), other.address()), "", 1);
        try (PoolInTest pool = PoolInTest.start(file)) {
            long beginNanos = System.nanoTime();
            Await.until("ten polls", () -> attempts.get() >= 10);
            long millis = (System.nanoTime() - beginNanos) / 1_000_000;
            assertTrue(millis > 400, "10 connections within " + millis + " ms");
            pool.awaitServing();
        }
    }
}
