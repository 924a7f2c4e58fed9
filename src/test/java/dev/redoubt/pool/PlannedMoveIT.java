package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peer.PeerChannel;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.snapshot.Move;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The primary is moved on purpose, under load, with real Sentinels.
@Timeout(900)
class PlannedMoveIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final int ROUNDS = Integer.getInteger("redoubt.rounds", 2);
    private static final boolean LONG = ROUNDS >= 20;
    private static final int CLIENTS = LONG ? 50 : 20;

    /// Three of four commands write.
    private static final int PER_SECOND = LONG ? 134 : 100;

    private static final long LONGEST_MILLIS = 500;

    private SentinelCluster cluster;

    @BeforeEach
    void startServers() throws IOException {
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofSeconds(5));
        cluster = SentinelCluster.start(plan, RedisBinary::find);
        cluster.awaitReadyToFailOver(DEADLINE);
    }

    private static void awaitMovable(PoolInTest pool) {
        pool.awaitServing();
        Await.until(
                "Sentinels that know each other",
                () -> pool.move(Optional.empty(), Request.Mode.DRY_RUN).isDone());
    }

    private static Answer.Moved move(PoolInTest pool) {
        Answer answer = pool.move(Optional.empty(), Request.Mode.CARRY_OUT);
        return assertInstanceOf(Answer.Moved.class, answer, answer::words);
    }

    @AfterEach
    void endServers() {
        cluster.close();
    }

    @Test
    void nobodyNoticesIt() throws Exception {
        List<LedgerClient> clients = new ArrayList<>();
        try (PoolInTest pool = PoolInTest.before(cluster, 2);
                PoolInTest other = PoolInTest.before(cluster, 1)) {
            awaitMovable(pool);
            other.awaitServing();
            for (int i = 0; i < CLIENTS; i++) {
                HostPort front = i % 2 == 0 ? pool.address() : other.address();
                clients.add(LedgerClient.start("client" + i, front, PER_SECOND));
            }
            Await.until("load", () -> clients.stream().allMatch(each -> each.rounds() > 5));
            long longestHeld = 0;
            long startNanos = System.nanoTime();
            long before = commands(clients);
            for (int round = 0; round < ROUNDS; round++) {
                HostPort from = pool.snapshot().primary().orElseThrow();
                awaitMovable(round % 2 == 0 ? other : pool);
                Answer.Moved moved = move(round % 2 == 0 ? pool : other);
                assertEquals(from, moved.from());
                Await.until(
                        "the other node",
                        () ->
                                other.snapshot().primary().equals(Optional.of(moved.to()))
                                        && pool.snapshot()
                                                .primary()
                                                .equals(Optional.of(moved.to())));
                longestHeld = Math.max(longestHeld, moved.held().toMillis());
                assertGoesOn(clients);
            }
            long longest = clients.stream().mapToLong(LedgerClient::longestMillis).max().orElse(0);
            long commands = commands(clients) - before;
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
            try (PlainClient primary = new PlainClient(pool.snapshot().primary().orElseThrow())) {
                for (LedgerClient each : clients) {
                    each.settle(primary);
                }
            }
            System.out.printf(
                    "%d moves: %d writes in %d s, longest command %d ms, held at most %d ms, load"
                            + " average %.2f%n",
                    ROUNDS,
                    commands * 3 / 4,
                    seconds,
                    longest,
                    longestHeld,
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            assertEquals(ROUNDS, pool.snapshot().moves());
            Await.until("the stories of all moves", () -> pool.moves().size() == ROUNDS);
            for (Move each : pool.moves()) {
                assertEquals("complete", each.history().key(), each::toString);
                assertTrue(each.toll().held() > 0, each::toString);
                assertTrue(each.toll().longestWait().isPositive(), each::toString);
            }
            assertTrue(!LONG || longest < LONGEST_MILLIS, longest + " ms");
        } finally {
            for (LedgerClient each : clients) {
                each.close();
            }
        }
    }

    private static long commands(List<LedgerClient> clients) {
        return clients.stream().mapToLong(LedgerClient::rounds).sum() * 4;
    }

    /// The target has what replicas had acknowledged: the pool goes on at once.
    @Test
    void durableWritesGoOnAsWell() throws Exception {
        List<LedgerClient> clients = new ArrayList<>();
        try (PoolInTest pool =
                PoolInTest.before(cluster, 1, "durability: {replicas: 1, timeout: 5s}")) {
            awaitMovable(pool);
            for (int i = 0; i < 5; i++) {
                clients.add(LedgerClient.start("client" + i, pool.address(), PER_SECOND));
            }
            Await.until("load", () -> clients.stream().allMatch(each -> each.rounds() > 5));
            Answer.Moved moved = move(pool);
            assertGoesOn(clients);
            try (PlainClient primary = new PlainClient(moved.to())) {
                for (LedgerClient each : clients) {
                    each.settle(primary);
                }
            }
        } finally {
            for (LedgerClient each : clients) {
                each.close();
            }
        }
    }

    private static void assertGoesOn(List<LedgerClient> clients) {
        List<Long> before = clients.stream().map(LedgerClient::rounds).toList();
        Await.until(
                "progress of all",
                () -> {
                    for (int i = 0; i < clients.size(); i++) {
                        assertEquals(null, clients.get(i).broken());
                        if (clients.get(i).rounds() < before.get(i) + 3) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /// What is queued goes along; what is watched may have changed.
    @Test
    void openTransactionsGoOn() throws Exception {
        List<TransactingClient> clients = new ArrayList<>();
        try (PoolInTest pool = PoolInTest.before(cluster, 2);
                PoolInTest other = PoolInTest.before(cluster, 1);
                PlainClient queued = new PlainClient(pool.address());
                PlainClient watching = new PlainClient(other.address())) {
            awaitMovable(pool);
            other.awaitServing();
            for (int i = 0; i < 12; i++) {
                HostPort front = i % 2 == 0 ? pool.address() : other.address();
                clients.add(TransactingClient.start("t" + i, front, 5L * i));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                assertEquals("+OK", queued.ask("MULTI"));
                assertEquals("+QUEUED", queued.ask("INCR", "queued"));
                assertEquals("+OK", watching.ask("WATCH", "watched"));
                assertEquals("+OK", watching.ask("MULTI"));
                assertEquals("+QUEUED", watching.ask("INCR", "watched"));
                awaitMovable(pool);
                HostPort to = move(pool).to();
                Await.until(
                        "the other node", () -> other.snapshot().primary().equals(Optional.of(to)));
                assertEquals("+QUEUED", queued.ask("INCR", "queued"));
                assertEquals("[:%d, :%d]".formatted(2 * round - 1, 2 * round), queued.ask("EXEC"));
                assertEquals("nil", watching.ask("EXEC"));
                List<Long> before = clients.stream().map(TransactingClient::rounds).toList();
                Await.until(
                        "progress of all",
                        () -> {
                            boolean all = true;
                            for (int i = 0; i < clients.size(); i++) {
                                assertEquals(null, clients.get(i).failure());
                                all &= clients.get(i).rounds() >= before.get(i) + 2;
                            }
                            return all;
                        });
            }
            try (PlainClient primary = new PlainClient(pool.snapshot().primary().orElseThrow())) {
                for (TransactingClient each : clients) {
                    each.settle(primary);
                }
                assertEquals("nil", primary.ask("GET", "watched"));
            }
            System.out.printf(
                    "%d moves: %d transactions, %d times a watch was broken%n",
                    ROUNDS,
                    2 * clients.stream().mapToLong(TransactingClient::rounds).sum(),
                    clients.stream().mapToLong(TransactingClient::broken).sum());
        } finally {
            for (TransactingClient each : clients) {
                each.close();
            }
        }
    }

    /// Who waits for others is not answered with an error, and is there when it comes.
    @Test
    void whoWaitsGoesOnWaiting() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                PlainClient blocked = new PlainClient(pool.address());
                PlainClient subscriber = new PlainClient(pool.address());
                PlainClient other = new PlainClient(pool.address())) {
            awaitMovable(pool);
            blocked.send("BLPOP", "queue", "0");
            subscriber.send("SUBSCRIBE", "news");
            assertEquals("[subscribe, news, :1]", subscriber.reply());
            Await.until("both to wait", () -> pool.snapshot().sharing().privateSessions() == 2);
            move(pool);
            Await.until(
                    "the subscriber", () -> ask(other, "PUBLISH", "news", "moved").equals(":1"));
            assertEquals("[message, news, moved]", subscriber.reply());
            assertEquals(":1", other.ask("RPUSH", "queue", "element"));
            assertEquals("[queue, element]", blocked.reply());
        }
    }

    private static String ask(PlainClient client, String... command) {
        try {
            return client.ask(command);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatStandsInTheWayIsSaidAndNothingChanged() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            awaitMovable(pool);
            HostPort primary = pool.snapshot().primary().orElseThrow();
            RedisProcess replica =
                    cluster.servers().stream()
                            .filter(each -> !each.address().equals(primary))
                            .findFirst()
                            .orElseThrow();
            assertRefused(pool, primary, "is the primary already");
            assertRefused(pool, new HostPort("127.0.0.9", 1), "a replica of " + primary);
            try (PlainClient server = new PlainClient(replica.address())) {
                assertEquals("+OK", server.ask("CONFIG", "SET", "replica-priority", "0"));
                assertRefused(pool, replica.address(), "replica-priority 0");
                assertEquals("+OK", server.ask("CONFIG", "SET", "replica-priority", "100"));
                Await.until(
                        "nothing in the way",
                        () ->
                                pool.move(Optional.of(replica.address()), Request.Mode.DRY_RUN)
                                                instanceof Answer.Movable movable
                                        && movable.to().equals(replica.address()));
                assertEquals(
                        "[replica-priority, 100]", server.ask("CONFIG", "GET", "replica-priority"));
            }
            assertEquals(Optional.of(primary), pool.snapshot().primary());
        }
    }

    /// Nobody moves what an operator holds, and nobody's wait may become longer than it is allowed.
    @Test
    void whoIsPausedOrMayNotWaitIsNotMoved() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1, "hold: 3s")) {
            awaitMovable(pool);
            for (Request.Held held : Request.Held.values()) {
                pool.ask(new Request.Pause("orders", held, Request.Reach.HERE));
                Answer paused = pool.move(Optional.empty(), Request.Mode.DRY_RUN);
                assertTrue(
                        paused.words().contains("it is paused by an operator until "),
                        paused::words);
                assertTrue(paused.words().contains("redoubt resume orders"), paused::words);
                pool.ask(new Request.Resume("orders"));
            }
            assertEquals(0, pool.snapshot().pausing().holds());
            assertEquals(1, pool.snapshot().pausing().pauses());
            assertTrue(move(pool).held().toMillis() < 3000);
            assertEquals(1, pool.snapshot().pausing().holds());
            assertEquals(1, pool.snapshot().pausing().pauses());
        }
        try (PoolInTest hasty = PoolInTest.before(cluster, 1, "hold: 2s")) {
            hasty.awaitServing();
            Answer refused = hasty.move(Optional.empty(), Request.Mode.DRY_RUN);
            assertInstanceOf(Answer.Refused.class, refused, refused::words);
            assertTrue(refused.words().contains("failover.hold: "), refused::words);
        }
    }

    private static void assertRefused(PoolInTest pool, HostPort to, String words) {
        Answer.Refused refused =
                assertInstanceOf(
                        Answer.Refused.class, pool.move(Optional.of(to), Request.Mode.CARRY_OUT));
        assertTrue(refused.words().contains(words), refused::words);
    }

    /// One that is there and does not hold its commands makes the move stop, and is named; one that
    /// has been silent for a while is gone.
    @Test
    void aNodeThatDoesNotAnswerStopsTheMove() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                PlainClient client = new PlainClient(pool.address())) {
            awaitMovable(pool);
            HostPort primary = pool.snapshot().primary().orElseThrow();
            Answer answer;
            Thread ghost = Thread.ofVirtual().start(() -> haunt(primary));
            try {
                answer = pool.move(Optional.empty(), Request.Mode.CARRY_OUT);
            } finally {
                ghost.interrupt();
            }
            assertInstanceOf(Answer.NotMoved.class, answer, answer::words);
            assertTrue(answer.words().contains("no answer in time from ghost/p"), answer::words);
            assertTrue(answer.words().contains("everything is as before"), answer::words);
            assertEquals("+OK", client.ask("SET", "k", "v"));
            assertEquals(Optional.of(primary), pool.snapshot().primary());
            Await.until(
                    "it to be gone",
                    () -> pool.move(Optional.empty(), Request.Mode.CARRY_OUT).isDone());
        }
    }

    /// Is there, until interrupted.
    private static void haunt(HostPort primary) {
        try (PlainClient ghost = new PlainClient(primary)) {
            while (!Thread.currentThread().isInterrupted()) {
                ask(ghost, "PUBLISH", PeerChannel.NAME, "redoubt/1 ghost p r here");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// What one cannot be asked about does not become primary, and clients notice nothing.
    @Test
    void aTargetThatIsGoneIsRefused() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                PlainClient client = new PlainClient(pool.address())) {
            awaitMovable(pool);
            HostPort primary = pool.snapshot().primary().orElseThrow();
            RedisProcess target =
                    cluster.servers().stream()
                            .filter(each -> !each.address().equals(primary))
                            .findFirst()
                            .orElseThrow();
            assertEquals("+OK", client.ask("SET", "k", "1"));
            target.kill();
            Answer answer = pool.move(Optional.of(target.address()), Request.Mode.CARRY_OUT);
            assertTrue(!answer.isDone(), answer::words);
            assertEquals("+OK", client.ask("SET", "k", "2"));
            assertEquals(Optional.of(primary), pool.snapshot().primary());
        }
    }
}
