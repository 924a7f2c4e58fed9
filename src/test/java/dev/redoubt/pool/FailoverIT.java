package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.snapshot.PoolEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The main job: the primary dies under load, and the clients carry on with the new one, on the
/// connections they had.
@Timeout(90)
class FailoverIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final long LIMIT_MILLIS = 2000;

    private SentinelCluster cluster;

    @BeforeEach
    void startServers() throws IOException {
        // Under full load on two cores a Sentinel may not hear a healthy primary for a second.
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofMillis(2500));
        cluster = SentinelCluster.start(plan, RedisBinary::find);
        cluster.awaitReadyToFailOver(DEADLINE);
    }

    @AfterEach
    void endServers() {
        cluster.close();
    }

    @Test
    void clientsCarryOnAndTheOldPrimaryGetsNoWrite() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                Crowd crowd = new Crowd(pool.address(), 1)) {
            RedisProcess old = killUnderLoad(pool, crowd);
            int failures = crowd.failures().size();
            old.start();
            old.awaitAnswer(DEADLINE);
            assertTrue(old.believesPrimary());

            assertGetsNothingUntilDemoted(old.address());

            crowd.awaitProgress();
            assertEquals(failures, crowd.failures().size());
            assertEquals(1, pool.snapshot().moves(), pool.events()::toString);
            assertEquals(1, pool.snapshot().failures(), pool.events()::toString);
            HostPort primary = pool.snapshot().primary().orElseThrow();
            assertHolds(primary, crowd.stop());
        }
    }

    @Test
    void onFourLoops() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 4);
                Crowd crowd = new Crowd(pool.address(), 1)) {
            killUnderLoad(pool, crowd);
        }
    }

    @Test
    void withSixteenCommandsUnderWayOnEachConnection() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                Crowd crowd = new Crowd(pool.address(), 16)) {
            killUnderLoad(pool, crowd);
        }
    }

    @Test
    void withSixteenCommandsUnderWayOnFourLoops() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 4);
                Crowd crowd = new Crowd(pool.address(), 16)) {
            killUnderLoad(pool, crowd);
        }
    }

    /// Returns the server that was killed, when all clients carry on.
    private RedisProcess killUnderLoad(PoolInTest pool, Crowd crowd) throws IOException {
        pool.awaitServing();
        crowd.awaitProgress();
        crowd.assertUnharmed(System.nanoTime());
        assertTrue(crowd.failures().isEmpty(), crowd.failures()::toString);
        RedisProcess old = cluster.servers().getFirst();
        assertEquals(Optional.of(old.address()), pool.snapshot().primary());
        try (SwitchMasterWatch sentinels = new SwitchMasterWatch(cluster)) {
            long killNanos = System.nanoTime();
            old.kill();
            long killedNanos = System.nanoTime();
            crowd.mark(killedNanos);

            long pauseNanos = crowd.allSucceededNanos() - killNanos;
            crowd.assertUnharmed(killedNanos);
            crowd.awaitProgress();
            crowd.assertUnharmed(killedNanos);

            long sentinelNanos = sentinels.firstNanos() - killNanos;
            long majorityNanos = sentinels.majorityNanos() - killNanos;
            report(pool, crowd, pauseNanos, sentinelNanos, majorityNanos);
            assertTrue(millis(pauseNanos - sentinelNanos) < LIMIT_MILLIS);
        }
        assertFalse(pool.snapshot().primary().equals(Optional.of(old.address())));
        return old;
    }

    private static void report(
            PoolInTest pool, Crowd crowd, long pauseNanos, long sentinelNanos, long majorityNanos) {
        List<String> events =
                pool.events().stream().map(each -> each.getClass().getSimpleName()).toList();
        assertEquals(
                List.of("PrimaryNamed", "Serving", "PrimaryLost", "PrimaryNamed", "Serving"),
                events);
        PoolEvent.Serving serving = (PoolEvent.Serving) pool.events().getLast();
        System.out.printf(
                "failover: pause %d ms, sentinel %d ms (majority %d ms), difference %d ms;"
                        + " %d held up to %d ms, %d unanswered%n",
                millis(pauseNanos),
                millis(sentinelNanos),
                millis(majorityNanos),
                millis(pauseNanos - sentinelNanos),
                serving.held(),
                serving.longestWait().toMillis(),
                crowd.failures().size());
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /// While the server believes that it is primary. Its demotion closes the observer's connection.
    private static void assertGetsNothingUntilDemoted(HostPort server) throws IOException {
        try (PlainClient observer = new PlainClient(server)) {
            Await.until("the old primary's demotion", () -> isDemoted(observer));
        }
        try (PlainClient observer = new PlainClient(server)) {
            assertTrue(observer.ask("ROLE").startsWith("[slave, "));
        }
    }

    /// Role and statistics are of one moment: a replica's count what its primary tells it.
    private static boolean isDemoted(PlainClient observer) {
        String seen;
        try {
            observer.send("MULTI");
            observer.send("ROLE");
            observer.send("INFO", "commandstats");
            observer.send("DBSIZE");
            observer.send("EXEC");
            for (int i = 0; i < 4; i++) {
                observer.reply();
            }
            seen = observer.reply();
        } catch (IOException e) {
            return true;
        }
        if (seen.startsWith("[[slave, ")) {
            return true;
        }
        assertFalse(seen.contains("cmdstat_set:"), seen);
        assertFalse(seen.contains("cmdstat_get:"), seen);
        assertFalse(seen.contains("cmdstat_echo:"), seen);
        assertTrue(seen.endsWith(":0]"), seen);
        return false;
    }

    private static void assertHolds(HostPort server, Map<String, String> expected)
            throws IOException {
        try (PlainClient observer = new PlainClient(server)) {
            for (Map.Entry<String, String> entry : expected.entrySet()) {
                assertEquals(entry.getValue(), observer.ask("GET", entry.getKey()));
            }
        }
    }
}
