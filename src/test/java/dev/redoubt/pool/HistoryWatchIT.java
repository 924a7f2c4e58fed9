package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;
import dev.redoubt.failover.HistoryVerdict;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.Safeguards;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.FakeRedis;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// What the watch finds out about real servers that are promoted and restarted by hand.
@Timeout(90)
class HistoryWatchIT {
    private static final int VALUES = 100;
    private static final String VALUE = "x".repeat(1000);

    private final List<Judged> verdicts = new CopyOnWriteArrayList<>();
    private RealSentinels peers;
    private HostPort first;
    private HostPort second;
    private Loops loops;
    private HistoryWatch watch;
    private volatile InfoText looked = InfoText.of("");
    private volatile @Nullable HostPort untold;

    private record Judged(HostPort server, HistoryVerdict verdict, long atNanos) {}

    @BeforeEach
    void start() throws IOException {
        peers = RealSentinels.servers(2, Optional.empty());
        first = peers.servers().get(0);
        second = peers.servers().get(1);
        loops = new Loops(Transport.NIO, 1);
        String file = PoolInTest.file(List.of(first), "", 1);
        BackendConfig backend = PoolInTest.read(file).pools().getFirst().backend();
        watch =
                new HistoryWatch(
                        "orders",
                        loops.control(),
                        loops.transport(),
                        backend,
                        new HistoryWatch.Listener() {
                            @Override
                            public void judged(HostPort server, HistoryVerdict verdict) {
                                verdicts.add(new Judged(server, verdict, System.nanoTime()));
                            }

                            @Override
                            public void looked(HostPort server, History now, InfoText replication) {
                                looked = replication;
                            }

                            @Override
                            public void untold(HostPort server) {
                                untold = server;
                            }
                        });
    }

    @AfterEach
    void end() {
        loops.control().submit(watch::close).syncUninterruptibly();
        loops.close();
        peers.close();
    }

    private void named(HostPort server) {
        loops.control().submit(() -> watch.named(Optional.of(server))).syncUninterruptibly();
    }

    /// On a busy machine a late answer may come after an early "no answer".
    private Judged verdict() {
        Await.until(
                "a verdict",
                () ->
                        verdicts.stream()
                                .anyMatch(each ->
                                        !(each.verdict() instanceof HistoryVerdict.Unknown)));
        return verdicts.getLast();
    }

    private InfoText replication(HostPort server) {
        byte[] text = (byte[]) peers.command(server, "INFO", "replication");
        return InfoText.of(new String(text, StandardCharsets.UTF_8));
    }

    private long offset(HostPort server) {
        return replication(server).number("master_repl_offset").orElseThrow();
    }

    private static void write(PlainClient client, String key) throws IOException {
        for (int i = 0; i < VALUES; i++) {
            assertEquals("+OK", client.ask("SET", key + i, VALUE));
        }
    }

    private void awaitLook(long offset) {
        Await.until("a look", () -> looked.number("master_repl_offset").orElse(-1) >= offset);
    }

    private void promote(HostPort server) {
        peers.command(server, "REPLICAOF", "NO", "ONE");
    }

    private void useFirst() {
        named(first);
        awaitLook(0);
        assertEquals("unknown", verdicts.getLast().verdict().key());
        verdicts.clear();
    }

    @Test
    void aReplicaInSyncLacksNothing() throws IOException {
        useFirst();
        try (PlainClient client = new PlainClient(first)) {
            write(client, "k");
        }
        long written = offset(first);
        awaitLook(written);
        Await.until("the replica", () -> offset(second) >= written);
        peers.kill(first);
        promote(second);
        long namedNanos = System.nanoTime();
        named(second);
        Judged judged = verdict();
        assertEquals(new HistoryVerdict.Complete(), judged.verdict());
        System.out.printf(
                "history: judged %.1f ms after the naming%n",
                (judged.atNanos() - namedNanos) / 1e6);
    }

    /// The replicas cannot log in any more; who is connected stays so.
    @Test
    void whatTheReplicaNeverGotIsCounted() throws IOException {
        useFirst();
        try (PlainClient client = new PlainClient(first)) {
            assertEquals("+OK", client.ask("CONFIG", "SET", "requirepass", "other"));
            client.ask("CLIENT", "KILL", "TYPE", "replica");
            write(client, "k");
            String info = client.ask("INFO", "replication");
            long written = InfoText.of(info).number("master_repl_offset").orElseThrow();
            awaitLook(written);
            peers.kill(first);
            promote(second);
            named(second);
            HistoryVerdict verdict = verdict().verdict();
            long kept = replication(second).number("second_repl_offset").orElseThrow() - 1;
            long seen = looked.number("master_repl_offset").orElse(0);
            assertInstanceOf(HistoryVerdict.Missing.class, verdict);
            assertEquals(written - kept, verdict.missingBytes(), "seen at last: " + seen);
            assertTrue(verdict.missingBytes() > (long) VALUES * VALUE.length(), verdict.words());
            System.out.println("history: " + verdict.words());
        }
    }

    @Test
    void aServerThatRestartsEmptyIsNoticed() throws IOException {
        useFirst();
        try (PlainClient client = new PlainClient(first)) {
            write(client, "k");
        }
        awaitLook(offset(first));
        peers.kill(first);
        peers.restartServer(first);
        assertEquals("restarted-empty", verdict().verdict().key());
        assertEquals(first, verdict().server());
    }

    /// Redis writes its replication id and offset into the RDB file.
    @Test
    void aServerThatLoadsAnOlderFileIsNoticed() throws IOException {
        useFirst();
        long saved;
        try (PlainClient client = new PlainClient(first)) {
            write(client, "k");
            // The replicas may have their first copy being written still.
            Await.until("the file", () -> client.ask("SAVE").equals("+OK"));
            saved = offset(first);
            write(client, "l");
        }
        long written = offset(first);
        awaitLook(written);
        peers.kill(first);
        peers.restartServer(first);
        HistoryVerdict verdict = verdict().verdict();
        assertEquals("restarted-missing", verdict.key());
        assertTrue(verdict.missingBytes() >= written - saved, verdict.words());
    }

    @Test
    void aServerThatStaysIsConfirmedWhereItIsAskedFor() {
        useFirst();
        awaitLook(0);
        loops.control().submit(watch::lookAgain).syncUninterruptibly();
        assertEquals(new HistoryVerdict.Complete(), verdict().verdict());
    }

    /// Nobody waits longer than that for a verdict, and the right one comes still.
    @Test
    void aServerThatDoesNotAnswerDelaysNothing() {
        useFirst();
        awaitLook(0);
        Await.until("the replica", () -> offset(second) > 0);
        promote(second);
        peers.command(second, "CLIENT", "PAUSE", "1000", "ALL");
        long namedNanos = System.nanoTime();
        named(second);
        Await.until("a verdict", () -> !verdicts.isEmpty());
        Judged early = verdicts.getFirst();
        assertEquals(new HistoryVerdict.Unknown("no answer within 100 ms"), early.verdict());
        assertTrue(early.atNanos() - namedNanos >= HistoryWatch.PATIENCE.toNanos());
        assertEquals("complete", verdict().verdict().key());
    }

    @Test
    void aServerThatDoesNotTellIsSaidOnce() throws IOException {
        useFirst();
        try (FakeRedis silent = FakeRedis.start((_, _) -> {});
                CapturedLog log = new CapturedLog()) {
            named(silent.address());
            Await.until("a verdict", () -> !verdicts.isEmpty());
            assertEquals("unknown", verdicts.getFirst().verdict().key());
            Await.until(
                    "the log",
                    () -> log.with("does not answer INFO: ERR not told (expected: ").size() == 1);
            assertEquals(silent.address(), untold);
        }
    }

    /// Whoever waits for its history waits in vain, or for clients who end the script.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-BUSY Redis is busy running a script.",
                "-NOPERM this user has no permissions to run the 'info' command",
                "+redis_version:7.0.15",
                "+role:master"
            })
    void aServerThatHasNoHistoryToTellIsTold(String info) throws IOException {
        try (FakeRedis server = FakeRedis.telling(() -> info + "\r\n")) {
            named(server.address());
            Await.until("the word", () -> server.address().equals(untold));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ERR max number of clients reached", "+role:slave"})
    void oneThatMayTellItLaterIsAskedAgain(String info) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (FakeRedis server =
                FakeRedis.telling(() -> {
                    asked.incrementAndGet();
                    return info + "\r\n";
                })) {
            named(server.address());
            Await.until("a second question", () -> asked.get() > 1);
            assertNull(untold);
        }
    }

    @Test
    void aPrimaryTellsWhetherReplicasFenceIt() {
        useFirst();
        Await.until("a look", () -> Safeguards.of(looked) == Safeguards.NONE);
        peers.command(first, "CONFIG", "SET", "min-replicas-to-write", "1");
        Await.until("a look", () -> Safeguards.of(looked) == Safeguards.REPLICAS_FENCE);
    }
}
