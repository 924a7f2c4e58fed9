package dev.redoubt.pool;

import static dev.redoubt.pool.DemotionTrap.ask;
import static dev.redoubt.pool.DemotionTrap.configured;
import static dev.redoubt.pool.DemotionTrap.priority;
import static dev.redoubt.pool.DemotionTrap.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Redoubt does about a [DemotionTrap].
@Timeout(180)
class DemotionIT {
    private DemotionTrap trap;
    private SentinelCluster cluster;
    private RedisProcess old;

    @BeforeEach
    void startServers() throws IOException {
        trap = DemotionTrap.start();
        cluster = trap.cluster();
        old = trap.old();
    }

    @AfterEach
    void endServers() {
        trap.close();
    }

    /// Whether somebody without a name asked for its settings last, as the pool does.
    private static boolean hasLooked(RedisProcess server) throws IOException {
        return ask(server.address(), "CLIENT", "LIST")
                .lines()
                .anyMatch(line -> line.contains(" name= ") && line.contains("cmd=exec"));
    }

    @Test
    void withoutRedoubtItIsElected() throws Exception {
        trap.spring();
        assertEquals(old.address(), trap.killSuccessor());
        assertEquals("nil", ask(old.address(), "GET", "precious"));
    }

    @Test
    void withRedoubtItIsNotElectedAndGetsItsPriorityBack() throws Exception {
        ask(old.address(), "CONFIG", "SET", "replica-priority", "90");
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                PoolInTest second = PoolInTest.before(cluster, 1);
                CapturedLog log = new CapturedLog()) {
            pool.awaitServing();
            second.awaitServing();
            trap.spring();
            Await.until("priority 0", () -> priority(old).endsWith(", 0]"));
            String mark = configured(old, Mark.SETTING);
            assertTrue(mark.contains(Mark.of(90).text()), mark);

            HostPort elected = trap.killSuccessor();
            assertNotEquals(old.address(), elected);
            assertEquals("kept", ask(elected, "GET", "precious"));
            assertEquals("[replica-priority, 0]", priority(old));

            ask(old.address(), "CONFIG", "SET", "masterauth", "");
            Await.until("its priority", () -> priority(old).equals("[replica-priority, 90]"));
            assertEquals("up", replication(old).text("master_link_status"));
            Await.until(
                    "no mark",
                    () -> configured(old, Mark.SETTING).equals("[cluster-announce-ip, ]"));
            Path file = old.log().resolveSibling("redis.conf");
            Await.until(
                    "the file",
                    () -> {
                        String text = Files.readString(file);
                        return text.contains("priority 90") && !text.contains(Mark.SETTING);
                    });
            assertTrue(log.with("its replica-priority is 0 until it is").size() >= 1);
            assertTrue(log.with("its replica-priority is 90 again").size() >= 1);
        }
    }

    @Test
    void whatACrashLeftBehindIsSetRight() throws Exception {
        RedisProcess replica = cluster.servers().get(1);
        ask(replica.address(), "CONFIG", "SET", Mark.SETTING, Mark.of(70).text());
        ask(replica.address(), "CONFIG", "SET", "replica-priority", "0");
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            pool.awaitServing();
            Await.until("its priority", () -> priority(replica).equals("[replica-priority, 70]"));
        }
    }

    @Test
    void anOperatorsZeroStays() throws Exception {
        RedisProcess replica = cluster.servers().get(1);
        ask(replica.address(), "CONFIG", "SET", "replica-priority", "0");
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                CapturedLog log = new CapturedLog()) {
            pool.awaitServing();
            String words = replica.address() + " is never elected: replica-priority: 0";
            Await.until("the log", () -> log.with(words).size() == 1);
            assertEquals("[replica-priority, 0]", priority(replica));
        }
    }

    /// The next process has never seen it as primary.
    @Test
    void whoTakesOverProtectsItAsWell() throws Exception {
        try (PoolInTest second = successor(PoolInTest.file(cluster.sentinels(), "", 1))) {
            assertEquals("[replica-priority, 0]", priority(old));
            // It was restarted with another file, say.
            ask(old.address(), "CONFIG", "SET", Mark.SETTING, "");
            ask(old.address(), "CONFIG", "SET", "replica-priority", "100");
            Await.until("priority 0 again", () -> priority(old).endsWith(", 0]"));

            ask(old.address(), "CONFIG", "SET", "masterauth", "");
            Await.until("its priority", () -> priority(old).equals("[replica-priority, 100]"));
            assertTrue(second.snapshot().primary().isPresent());
        }
    }

    /// One that took over when the old primary was demoted and kept apart.
    private PoolInTest successor(String file) throws Exception {
        try (PoolInTest first = PoolInTest.start(file)) {
            first.awaitServing();
            trap.spring();
            Await.until("priority 0", () -> priority(old).endsWith(", 0]"));
            Await.until("a look", () -> hasLooked(old));
            PoolInTest second = PoolInTest.succeeding(first, file);
            second.awaitServing();
            first.bequeath();
            return second;
        }
    }

    @Test
    void anOrderlyEndSetsBackWhatIsStillZero() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            pool.awaitServing();
            trap.spring();
            Await.until("priority 0", () -> priority(old).endsWith(", 0]"));
            // The demotion has ended every connection: the pool must be back to set anything.
            Await.until("a look", () -> hasLooked(old));
        }
        Await.until("its priority", () -> priority(old).equals("[replica-priority, 100]"));
        assertEquals("[cluster-announce-ip, ]", configured(old, Mark.SETTING));
    }
}
