package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.pool.ReplicatedRedis.Version;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// `fsync: true` with real servers that have WAITAOF (7.2 or later): a write is acknowledged once
/// it is on the disks of its primary and of so many replicas.
@ExtendWith(LeakCheck.class)
@Timeout(120)
class DurableDiskIT {
    private static final String OK = "+OK\r\n";
    private static final String DISKS = "{replicas: 1, fsync: true, timeout: 1500ms}";

    private @Nullable ReplicatedRedis started;

    @AfterEach
    void end() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    private ReplicatedRedis redis() {
        return Objects.requireNonNull(started);
    }

    private PoolInTest start() throws IOException {
        started = ReplicatedRedis.start(Version.NEWER, "--appendonly", "yes");
        return redis().pool(DISKS);
    }

    private static String shortOf(int having) {
        return "-ERR redoubt: executed on the primary, but not acknowledged: only "
                + having
                + " of 1 replicas said within 1500 ms that they have it on disk"
                + " (failover.durability)\r\n";
    }

    @Test
    void aWriteIsAcknowledgedWhenItIsOnDisks() throws Exception {
        PoolInTest pool = start();
        RawClient client = redis().client(pool);
        redis().replica(2).freeze();
        for (int i = 0; i < 3; i++) {
            assertEquals(OK, client.ask("SET", "k", "v" + i));
            assertTrue(redis().replica(1).command("GET", "k").endsWith("v" + i + "\r\n"));
        }
        assertEquals(OK, client.ask("MULTI"));
        assertEquals("+QUEUED\r\n", client.ask("INCR", "n"));
        assertEquals("*1\r\n:1\r\n", client.ask("EXEC"));
        redis().replica(1).freeze();
        assertEquals(shortOf(0), client.ask("SET", "k", "short"));
        redis().replica(1).thaw();
        redis().replica(2).thaw();
        Await.until("disks", () -> client.ask("SET", "k", "again").equals(OK));
    }

    /// A pop that another's push serves is written later than its own connection's last write.
    @Test
    void aPopThatIsServedLaterIsOnDisksToo() throws Exception {
        PoolInTest pool = start();
        RawClient waiting = redis().client(pool);
        waiting.send("BLPOP", "q", "0");
        awaitBlocked();
        assertEquals(":1\r\n", redis().client(pool).ask("LPUSH", "q", "x"));
        assertEquals("*2\r\n$1\r\nq\r\n$1\r\nx\r\n", waiting.reply());
        waiting.send("BLPOP", "q", "0");
        awaitBlocked();
        redis().freezeReplicas();
        redis().primary().command("LPUSH", "q", "y");
        assertEquals(shortOf(0), waiting.reply());
        redis().thawReplicas();
    }

    private void awaitBlocked() {
        Await.until(
                "a blocked client",
                () -> redis().primary().command("INFO", "clients").contains("blocked_clients:1"));
    }

    @Test
    void memoryIsNoDisk() throws Exception {
        PoolInTest pool = start();
        RawClient client = redis().client(pool);
        for (int number = 1; number <= 2; number++) {
            assertEquals(OK, redis().replica(number).command("CONFIG", "SET", "appendonly", "no"));
        }
        assertEquals(shortOf(0), client.ask("SET", "k", "v"));
        assertEquals(OK, redis().replica(1).command("CONFIG", "SET", "appendonly", "yes"));
        Await.until("a disk", () -> client.ask("SET", "k", "v").equals(OK));
        assertEquals(OK, redis().primary().command("CONFIG", "SET", "appendonly", "no"));
        String refused = client.ask("SET", "k", "v");
        assertTrue(
                refused.contains(
                        "not acknowledged: nobody knows which replicas have it, WAITAOF being"
                                + " refused: ERR WAITAOF cannot be used when numlocal is set but"
                                + " appendonly is disabled."),
                refused);
    }

    /// All processes end at once and come back with what their disks have. A history cannot be read
    /// off an append-only file, so the operator is asked; and nothing that was acknowledged is
    /// missing.
    @Test
    void whatWasAcknowledgedIsThereWhenAllComeBack() throws Exception {
        PoolInTest pool = start();
        RawClient client = redis().client(pool);
        int acknowledged = 0;
        while (acknowledged < 20) {
            acknowledged += client.ask("INCR", "n").startsWith(":") ? 1 : 0;
        }
        RealRedis primary = redis().primary();
        primary.kill();
        redis().replica(1).kill();
        redis().replica(2).kill();
        primary.restart();
        redis().replica(1).restart();
        redis().replica(2).restart();
        String[] kept = primary.command("GET", "n").split("\r\n", -1);
        assertTrue(Long.parseLong(kept[1]) >= acknowledged, () -> List.of(kept).toString());
        Await.until("a primary that is withheld", () -> pool.snapshot().primary().isEmpty());
        client.send("INCR", "n");
        assertFalse(client.hears(Duration.ofMillis(300)), "it was served unasked");
        Await.until(
                "the question",
                () -> pool.ask(new Request.AcceptLoss("orders")) instanceof Answer.LossAccepted);
        assertInstanceOf(Answer.NothingLost.class, pool.ask(new Request.AcceptLoss("orders")));
        client.reply();
        Await.until("disks", () -> client.ask("INCR", "n").startsWith(":"));
        assertTrue(primary.command("GET", "n").endsWith("\r\n"));
    }
}
