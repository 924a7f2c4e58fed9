package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.ScriptedConnection;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;
import dev.redoubt.snapshot.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/// A private link that ends with subscriptions on it, and what the next one's server makes of it.
@Timeout(60)
class RestorationTest {
    private final ScriptedRedis redis = ScriptedRedis.start();

    @AfterEach
    void end() {
        redis.close();
    }

    private PoolInTest before(String settings) throws IOException {
        PoolInTest started = PoolInTest.start(Front.file(redis.address(), settings, ""));
        started.awaitServing();
        return started;
    }

    /// The first link confirms and ends; the next ones do as the script says.
    private void thenOn(ScriptedRedis.Script script) {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    connection.answerNext();
                    redis.on(Purpose.PRIVATE, script);
                });
    }

    private static void subscribe(PlainClient client) throws IOException {
        client.send("SUBSCRIBE", "a", "b");
        assertEquals("[subscribe, a, :1]", client.reply());
        assertEquals("[subscribe, b, :2]", client.reply());
    }

    private static void sayBytewise(ScriptedConnection connection, String text) throws IOException {
        for (char each : text.replace("|", "\r\n").toCharArray()) {
            connection.say(String.valueOf(each));
        }
    }

    @Test
    void messagesBetweenConfirmationsAreTheClients() throws Exception {
        thenOn(connection -> {
            connection.shakeHands();
            assertEquals("SUBSCRIBE", connection.next().getFirst());
            sayBytewise(connection, "*3|$9|subscribe|$1|a|:1|");
            sayBytewise(connection, "*3|$7|message|$1|a|$60|" + "x".repeat(60) + "|");
            connection.say("*3|$7|message|$1|a|$2|hi|*3|$9|subscribe|$1|b|:2|");
            connection.serve();
        });
        try (PoolInTest pool = before("");
                PlainClient client = new PlainClient(pool.address())) {
            subscribe(client);
            assertEquals("[message, a, " + "x".repeat(60) + "]", client.reply());
            assertEquals("[message, a, hi]", client.reply());
            assertEquals("[subscribe, c, :1]", client.ask("SUBSCRIBE", "c"));
        }
    }

    @Test
    void aServerThatRefusesEndsTheClient() throws Exception {
        thenOn(connection -> {
            connection.shakeHands();
            connection.next();
            connection.say("-NOPERM this user has no permissions|");
            connection.ignore();
        });
        try (PoolInTest pool = before("");
                CapturedLog log = new CapturedLog();
                PlainClient client = new PlainClient(pool.address())) {
            subscribe(client);
            assertThrows(EOFException.class, client::reply);
            assertEquals(1, pool.snapshot().count(Reason.RESTORATION));
            String words = "1 clients closed since the last such line, now for -NOPERM this user";
            Await.until("the log", () -> log.with(words).size() == 1);
            Await.until("no link", () -> pool.snapshot().privateLinks() == 0);
        }
    }

    @Test
    void aLinkThatIsLostMeanwhileIsTriedAgain() throws Exception {
        thenOn(connection -> {
            connection.shakeHands();
            connection.next();
            redis.on(
                    Purpose.PRIVATE,
                    next -> {
                        next.shakeHands();
                        List<String> again = next.next();
                        assertEquals(3, again.size());
                        next.answer(again);
                        next.say("*3|$7|message|$1|b|$2|hi|");
                        next.serve();
                    });
        });
        try (PoolInTest pool = before("");
                PlainClient client = new PlainClient(pool.address())) {
            subscribe(client);
            assertEquals("[message, b, hi]", client.reply());
            assertEquals(3, redis.seen(Purpose.PRIVATE));
        }
    }

    @Test
    void aMessageCutByTheEndOfALinkEndsTheClient() throws Exception {
        thenOn(connection -> {
            connection.shakeHands();
            connection.next();
            connection.say("*3|$9|subscribe|$1|a|:1|*3|$7|message|$1|a|$60|xxx");
        });
        try (PoolInTest pool = before("");
                PlainClient client = new PlainClient(pool.address())) {
            subscribe(client);
            assertThrows(EOFException.class, client::reply);
        }
    }

    @Test
    void itEndsWithTheHold() throws Exception {
        thenOn(connection -> {});
        try (PoolInTest pool = before("failover: {hold: 500ms}");
                PlainClient client = new PlainClient(pool.address())) {
            subscribe(client);
            assertThrows(EOFException.class, client::reply);
            assertEquals(1, pool.snapshot().count(Reason.HOLD));
        }
    }

    @Test
    void moreNamesThanAreRememberedEndWithTheLink() throws Exception {
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    for (int i = 0; i < 20; i++) {
                        connection.answerNext();
                    }
                });
        try (PoolInTest pool = before("");
                PlainClient client = new PlainClient(pool.address())) {
            for (int i = 0; i < 20; i++) {
                String name = "x".repeat(60_000) + i;
                assertEquals("[subscribe, " + name + ", :1]", client.ask("SUBSCRIBE", name));
            }
            assertThrows(EOFException.class, client::reply);
            assertTrue(redis.seen(Purpose.PRIVATE) == 1);
        }
    }

    @Test
    void namesThatComeInPiecesAreRememberedWhole() throws Exception {
        String name = "x".repeat(50) + "\r\n:5";
        redis.on(
                Purpose.PRIVATE,
                connection -> {
                    connection.shakeHands();
                    connection.next();
                    sayBytewise(connection, "*3|$9|subscribe|$54|" + name + "|:1|");
                    redis.on(
                            Purpose.PRIVATE,
                            next -> {
                                next.shakeHands();
                                List<String> again = next.next();
                                assertEquals(List.of("SUBSCRIBE", name), again);
                                next.answer(again);
                                next.say("*3|$7|message|$1|b|$2|hi|");
                                next.serve();
                            });
                });
        try (PoolInTest pool = before("");
                PlainClient client = new PlainClient(pool.address())) {
            assertEquals("[subscribe, " + name + ", :1]", client.ask("SUBSCRIBE", name));
            assertEquals("[message, b, hi]", client.reply());
        }
    }
}
