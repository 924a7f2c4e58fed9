package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.snapshot.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// `idle_timeout`, as Redis' `timeout`: for clients that neither say nor wait for anything.
@Timeout(60)
class IdleTimeoutIT {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /// What a busy machine may add.
    private static final long DELAY = SECOND / 2;

    private static RealRedis redis = RealRedis.installed();

    @AfterAll
    static void end() {
        redis.close();
    }

    private static Front front() {
        return Front.before(redis, "idle_timeout: 1s", "");
    }

    private static void assertClosedAfterASecond(RawClient client, long sinceNanos)
            throws IOException {
        assertEquals("", client.untilEnd());
        long took = System.nanoTime() - sinceNanos;
        assertTrue(took >= SECOND * 9 / 10, "closed after " + took + " ns");
        assertTrue(took <= 2 * SECOND + DELAY, "closed after " + took + " ns");
    }

    private static void awaitClients(Front front, int count) {
        RealRedis.await(count + " clients", () -> front.snapshot().clients() == count);
    }

    @Test
    void whoSaysNothingIsClosedWithinASecondMore() throws IOException {
        try (Front front = front();
                RawClient silent = RawClient.connect(front.address());
                RawClient spoke = RawClient.connect(front.address());
                RawClient inTransaction = RawClient.connect(front.address());
                RawClient slow = RawClient.connect(front.address())) {
            slow.sendBytes("*1\r\n$4\r\nPI");
            assertEquals("+OK\r\n", inTransaction.ask("MULTI"));
            assertEquals("+PONG\r\n", spoke.ask("PING"));
            long start = System.nanoTime();
            assertClosedAfterASecond(spoke, start);
            assertClosedAfterASecond(silent, start);
            assertClosedAfterASecond(inTransaction, start);
            assertClosedAfterASecond(slow, start);
            assertEquals(4, front.snapshot().count(Reason.IDLE_TIMEOUT));
            awaitClients(front, 0);
        }
    }

    @Test
    void whoWaitsForTheServerStays() throws IOException {
        try (Front front = front();
                RawClient blocked = RawClient.connect(front.address());
                RawClient subscribed = RawClient.connect(front.address());
                RawClient monitoring = RawClient.connect(front.address());
                RawClient idle = RawClient.connect(front.address())) {
            blocked.send("BLPOP", "queue", "0");
            assertTrue(subscribed.ask("SUBSCRIBE", "news").contains("subscribe"));
            assertEquals("+OK\r\n", monitoring.ask("MONITOR"));
            assertEquals("", idle.untilEnd());
            // Once more the time.
            try (RawClient later = RawClient.connect(front.address())) {
                assertEquals("", later.untilEnd());
            }
            awaitClients(front, 3);

            assertEquals(":1\r\n", redis.command("RPUSH", "queue", "v"));
            assertEquals(":1\r\n", redis.command("PUBLISH", "news", "v"));
            assertTrue(blocked.reply().contains("queue"));
            long answered = System.nanoTime();
            assertTrue(subscribed.reply().contains("news"));
            assertTrue(monitoring.reply().startsWith("+"));
            // Its wait is over, so that its time runs from now.
            assertClosedAfterASecond(blocked, answered);
            awaitClients(front, 2);
        }
    }

    @Test
    void whoWaitsForAPrimaryStays() throws IOException {
        String file =
                """
                workers: 1
                pools:
                  front:
                    listen: 127.0.0.1:0
                    idle_timeout: 1s
                    backend: {servers: ['127.0.0.1:1']}
                    failover: {hold: 3s}
                """;
        try (Front front = Front.startUnready(file);
                RawClient held = RawClient.connect(front.address());
                RawClient idle = RawClient.connect(front.address())) {
            long start = System.nanoTime();
            held.send("GET", "k");
            assertClosedAfterASecond(idle, start);
            String reply = held.reply();
            assertTrue(reply.startsWith("-ERR redoubt: no primary within 3000 ms"), reply);
            assertClosedAfterASecond(held, System.nanoTime());
            assertEquals(1, front.snapshot().count(Reason.HOLD));
            assertEquals(2, front.snapshot().count(Reason.IDLE_TIMEOUT));
        }
    }
}
