package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.Reason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An operator holds the commands of a pool before a real Redis.
@Timeout(90)
class PauseIT {
    private static final Request PAUSE = new Request.Pause("front");
    private static final Request RESUME = new Request.Resume("front");
    private static final int CLIENTS = 20;

    private RealRedis redis;

    @BeforeEach
    void start() {
        redis = RealRedis.installed();
    }

    @AfterEach
    void end() {
        redis.close();
    }

    private Front front(String hold) {
        return Front.before(redis, "failover: {hold: " + hold + "}\n", "");
    }

    /// What clients have asked so far; the pool asks for INFO and ROLE only.
    private String asked() {
        return redis.command("INFO", "commandstats")
                .lines()
                .filter(line -> line.matches("cmdstat_(set|get|echo|multi|exec):.*"))
                .map(line -> line.replaceAll(",.*", ""))
                .collect(Collectors.joining(" "));
    }

    /// When everybody waits, and the server has heard nothing for a while.
    private String awaitQuiet(Front front, long heldBefore) {
        Await.until("all waiting", () -> front.snapshot().heldSessions() >= heldBefore + CLIENTS);
        return asked();
    }

    @Test
    void nobodyHasAnErrorAndNothingIsLost() throws Exception {
        try (Front front = front("30s");
                Crowd crowd = new Crowd(front.address(), 16)) {
            crowd.awaitProgress();
            long held = front.snapshot().heldSessions();
            Answer.Paused paused = assertInstanceOf(Answer.Paused.class, front.ask(PAUSE));
            assertEquals(Duration.ofSeconds(29), paused.limit());
            String before = awaitQuiet(front, held);
            PoolSnapshot shown = front.snapshot();
            assertEquals(paused.until(), shown.pausing().pausedUntil().orElseThrow());
            assertEquals("paused by an operator until " + paused.until(), shown.reason());
            assertTrue(shown.primary().isEmpty());
            assertEquals(new Answer.AlreadyPaused("front", paused.until()), front.ask(PAUSE));
            long laterNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
            Await.until("half a second", () -> System.nanoTime() - laterNanos >= 0);
            assertEquals(before, asked());

            long resumedNanos = System.nanoTime();
            crowd.mark(resumedNanos - TimeUnit.HOURS.toNanos(1));
            assertInstanceOf(Answer.Resumed.class, front.ask(RESUME));
            long wentOnNanos = crowd.allSucceededNanos();
            System.out.printf(
                    "resumed: all %d clients go on after %d ms%n",
                    CLIENTS, TimeUnit.NANOSECONDS.toMillis(wentOnNanos - resumedNanos));
            crowd.awaitProgress();
            assertEquals(List.of(), crowd.failures());
            crowd.assertUnharmed(resumedNanos);
            for (Map.Entry<String, String> last : crowd.stop().entrySet()) {
                String kept = redis.command("GET", last.getKey());
                assertTrue(kept.contains(last.getValue() + "\r\n"), kept);
            }
            // Twenty threads want a turn, too.
            assertTrue(wentOnNanos - resumedNanos < TimeUnit.SECONDS.toNanos(5));
            PoolSnapshot after = front.snapshot();
            assertEquals(1, after.pausing().pauses());
            assertEquals(0, after.failures());
            assertEquals(0, after.unanswered());
            assertTrue(after.pausing().pausedUntil().isEmpty());
            assertEquals(redis.address(), after.primary().orElseThrow());
        }
    }

    @Test
    void itEndsByItselfAndStillNobodyHasAnError() throws Exception {
        try (Front front = front("2s");
                CapturedLog log = new CapturedLog();
                Crowd crowd = new Crowd(front.address(), 1)) {
            crowd.awaitProgress();
            long beganNanos = System.nanoTime();
            assertInstanceOf(Answer.Paused.class, front.ask(PAUSE));
            Await.until("its end", () -> front.snapshot().pausing().pausedUntil().isEmpty());
            long lastedNanos = System.nanoTime() - beganNanos;
            assertTrue(lastedNanos >= TimeUnit.MILLISECONDS.toNanos(1500), lastedNanos + " ns");
            assertEquals(new Answer.NotPaused("front"), front.ask(RESUME));
            crowd.awaitProgress();
            assertEquals(List.of(), crowd.failures());
            crowd.assertUnharmed(beganNanos);
            assertEquals(0, front.snapshot().count(Reason.HOLD));
            assertEquals(1, log.with("which is all that hold allows").size());
        }
    }

    @Test
    void whoHasStateWaitsAsWell() throws Exception {
        try (Front front = front("30s");
                PlainClient multi = new PlainClient(front.address());
                PlainClient blocked = new PlainClient(front.address());
                RawClient leaving = RawClient.connect(front.address())) {
            assertEquals("+OK", multi.ask("MULTI"));
            blocked.send("BLPOP", "list", "0");
            RealRedis.await(
                    "a blocked client",
                    () -> redis.command("INFO", "clients").contains("blocked_clients:1"));
            assertEquals("+PONG", leaving.ask("PING").strip());
            front.ask(PAUSE);
            // What was sent before is answered.
            redis.command("RPUSH", "list", "a");
            assertEquals("[list, a]", blocked.reply());
            multi.send("SET", "k", "1");
            multi.send("EXEC");
            blocked.send("BLPOP", "list", "0");
            leaving.send("INCR", "n");
            leaving.endSending();
            Await.until("three who wait", () -> front.snapshot().heldSessions() >= 3);
            redis.command("RPUSH", "list", "b");
            assertEquals("1", redis.command("LLEN", "list").replaceAll("\\D", ""));
            assertInstanceOf(Answer.Resumed.class, front.ask(RESUME));
            assertEquals("+QUEUED", multi.reply());
            assertEquals("[+OK]", multi.reply());
            assertEquals("[list, b]", blocked.reply());
            assertEquals(":1\r\n", leaving.untilEnd());
        }
    }
}
