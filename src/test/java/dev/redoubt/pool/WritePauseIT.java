package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// An operator holds the writes of a pool before a real Redis, and reads go on.
@Timeout(90)
class WritePauseIT {
    private static final Request PAUSE =
            new Request.Pause("front", Request.Held.WRITES, Request.Reach.HERE);
    private static final Request RESUME = new Request.Resume("front");

    private RealRedis redis;
    private Front front;
    private PlainClient client;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.installed();
        front = Front.before(redis, "failover: {hold: 30s}\n", "");
        client = new PlainClient(front.address());
        assertEquals("+OK", client.ask("SET", "k", "0"));
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        front.close();
        redis.close();
    }

    private void pause() {
        Answer answer = front.ask(PAUSE);
        assertInstanceOf(Answer.Paused.class, answer, answer::words);
    }

    private void awaitHeld(long sessions) {
        Await.until("held sessions", () -> front.snapshot().heldSessions() >= sessions);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET k 1",
                "INCR k",
                "EVAL return(1) 0",
                "NOSUCHCOMMAND k",
                "BLPOP list 0.1",
                "FUNCTION FLUSH",
                "SORT k STORE s"
            })
    void whatMayWriteWaits(String command) throws Exception {
        pause();
        try (PlainClient other = new PlainClient(front.address())) {
            other.send(command.split(" "));
            awaitHeld(1);
            assertEquals("0", redis.command("GET", "k").lines().toList().get(1));
            assertEquals("0", client.ask("GET", "k"));
            front.ask(RESUME);
            other.reply();
            assertEquals("+PONG", other.ask("PING"));
        }
        assertEquals(1, front.snapshot().heldSessions());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "PFCOUNT p",
                "EVAL_RO return(1) 0",
                "EXISTS k",
                "SCAN 0",
                "INFO server",
                "CONFIG GET port",
                "SCRIPT LOAD return(1)",
                "FUNCTION LIST",
                "PUBLISH news x",
                "XREAD BLOCK 1 STREAMS s $",
                "SELECT 3",
                "CLIENT ID",
                "WAIT 0 0"
            })
    void whatDoesNotGoesOn(String command) throws Exception {
        pause();
        // Its patience is shorter than the pause.
        String reply = client.ask(command.split(" "));
        assertTrue(!reply.startsWith("-"), reply);
        assertEquals(front.snapshot().primary().orElseThrow(), redis.address());
    }

    /// What a client sends behind a write that waits stays behind it.
    @Test
    void theOrderWithinAClientIsKept() throws Exception {
        pause();
        client.sendTogether(
                List.of(
                        List.of("GET", "k"),
                        List.of("INCR", "k"),
                        List.of("GET", "k"),
                        List.of("INCR", "k"),
                        List.of("GET", "k")));
        assertEquals("0", client.reply());
        awaitHeld(1);
        front.ask(RESUME);
        assertEquals(":1, 1, :2, 2", client.reply() + replies(3));
    }

    private String replies(int count) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(", ").append(client.reply());
        }
        return all.toString();
    }

    /// In one piece it waits at its MULTI, in several at its EXEC; one that only reads goes on.
    @Test
    void aTransactionWithAWriteWaits() throws Exception {
        try (PlainClient open = new PlainClient(front.address());
                PlainClient reading = new PlainClient(front.address())) {
            assertEquals("+OK", open.ask("MULTI"));
            assertEquals("+QUEUED", open.ask("INCR", "k"));
            pause();
            assertEquals("+QUEUED", open.ask("INCR", "k"));
            open.send("EXEC");
            awaitHeld(1);
            client.sendTogether(List.of(List.of("MULTI"), List.of("INCR", "k"), List.of("EXEC")));
            awaitHeld(2);
            assertEquals("+OK", reading.ask("MULTI"));
            assertEquals("+QUEUED", reading.ask("GET", "k"));
            assertEquals("[0]", reading.ask("EXEC"));
            reading.sendTogether(List.of(List.of("MULTI"), List.of("GET", "k"), List.of("EXEC")));
            assertEquals("+OK", reading.reply());
            assertEquals("+QUEUED", reading.reply());
            assertEquals("[0]", reading.reply());
            // A pipeline: only at the answer to MULTI it is known that the others are queued.
            reading.sendTogether(
                    List.of(List.of("WATCH", "k"), List.of("MULTI"), List.of("INCR", "j")));
            assertEquals("+OK", reading.reply());
            assertEquals("+OK", reading.reply());
            assertEquals("+QUEUED", reading.reply());
            assertEquals("+OK", reading.ask("DISCARD"));
            assertEquals("0", redis.command("GET", "k").lines().toList().get(1));
            front.ask(RESUME);
            assertEquals(2, open.reply().split(",").length);
            assertEquals("+OK", client.reply());
            assertEquals("+QUEUED", client.reply());
            assertTrue(client.reply().matches("\\[:[13]]"));
            assertEquals("3", client.ask("GET", "k"));
        }
    }

    /// What comes behind the end of a transaction is not queued, although that is unanswered.
    @ParameterizedTest
    @ValueSource(strings = {"EXEC", "DISCARD"})
    void aWriteBehindATransactionWaits(String end) throws Exception {
        assertEquals("+OK", client.ask("MULTI"));
        assertEquals("+QUEUED", client.ask("GET", "k"));
        pause();
        client.sendTogether(List.of(List.of(end), List.of("GET", "k"), List.of("INCR", "k")));
        client.reply();
        assertEquals("0", client.reply());
        awaitHeld(1);
        assertEquals("0", redis.command("GET", "k").lines().toList().get(1));
        front.ask(RESUME);
        assertEquals(":1", client.reply());
    }

    /// A write before a transaction is none of it.
    @Test
    void aTransactionThatReadsGoesOnBehindAWrite() throws Exception {
        assertEquals("+OK", client.ask("WATCH", "watched"));
        assertEquals(":1", client.ask("INCR", "k"));
        pause();
        assertEquals("+OK", client.ask("MULTI"));
        assertEquals("+QUEUED", client.ask("GET", "k"));
        assertEquals("[1]", client.ask("EXEC"));
    }

    /// Nothing tells the server that EXEC was refused: nothing of it may run later.
    @Test
    void aRefusedExecEndsItsConnection() throws Exception {
        front.close();
        front = Front.before(redis, "failover: {hold: 30s, hold_memory: 1KiB}\n", "");
        try (PlainClient open = new PlainClient(front.address());
                PlainClient other = new PlainClient(front.address())) {
            assertEquals("+OK", open.ask("MULTI"));
            assertEquals("+QUEUED", open.ask("INCR", "k"));
            pause();
            String request = "*3\r\n$3\r\nSET\r\n$1\r\nl\r\n$981\r\n\r\n";
            other.send("SET", "l", "x".repeat(1024 - 5 - request.length()));
            awaitHeld(1);
            open.sendTogether(List.of(List.of("EXEC"), List.of("INCR", "k")));
            String refusal = open.reply();
            assertTrue(refusal.contains("(hold_memory)"), refusal);
            assertEquals(refusal, open.reply());
            assertThrows(IOException.class, open::reply);
            front.ask(RESUME);
            assertEquals("+OK", other.reply());
        }
        assertEquals("0", redis.command("GET", "k").lines().toList().get(1));
    }

    /// What is too large to gather waits before it is sent.
    @Test
    void aLargeWriteWaits() throws Exception {
        pause();
        client.send("SET", "large", "x".repeat(3 << 20));
        awaitHeld(1);
        assertEquals("0", redis.command("EXISTS", "large").replaceAll("\\D", ""));
        front.ask(RESUME);
        assertEquals("+OK", client.reply());
        assertEquals(":" + (3 << 20), client.ask("STRLEN", "large"));
    }

    @Test
    void onePauseAtATimeAndItEndsByItself() throws Exception {
        front.close();
        front = Front.before(redis, "failover: {hold: 2s}\n", "");
        try (PlainClient waiting = new PlainClient(front.address());
                CapturedLog log = new CapturedLog()) {
            pause();
            assertInstanceOf(Answer.AlreadyPaused.class, front.ask(new Request.Pause("front")));
            assertInstanceOf(Answer.AlreadyPaused.class, front.ask(PAUSE));
            long beganNanos = System.nanoTime();
            assertEquals(":1", waiting.ask("INCR", "n"));
            assertTrue(System.nanoTime() - beganNanos > Duration.ofMillis(500).toNanos());
            assertEquals(new Answer.NotPaused("front"), front.ask(RESUME));
            assertEquals(1, log.with("they go on by themselves").size());
        }
    }
}
