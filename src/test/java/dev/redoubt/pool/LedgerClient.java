package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A client that would notice a write that is lost, or done twice, at once: INCR of a counter that
/// nobody else touches, RPUSH to a list of its own, SET and GET. Each answer is known beforehand.
/// Runs on a thread of its own; any thread may look.
final class LedgerClient implements AutoCloseable {
    private final String name;
    private final PlainClient connection;
    private final long paceNanos;
    private final long mostLateNanos;
    private final Thread thread;
    private long dueNanos = System.nanoTime();
    private volatile long rounds;
    private volatile long longestNanos;
    private volatile boolean stopping;
    private volatile @Nullable Throwable broken;

    private LedgerClient(String name, PlainClient connection, long paceNanos, Duration mostLate) {
        this.name = name;
        this.connection = connection;
        this.paceNanos = paceNanos;
        mostLateNanos = mostLate.toNanos();
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// Connects and begins.
    ///
    /// @param perSecond commands, at most
    static LedgerClient start(String name, HostPort server, int perSecond) throws IOException {
        return start(name, server, perSecond, Duration.ZERO);
    }

    /// The same, where what is late is made up for: a machine that has no core for its clients for
    /// a while still bears the load on average.
    ///
    /// @param mostLate of what is later than that the rest is not
    static LedgerClient start(String name, HostPort server, int perSecond, Duration mostLate)
            throws IOException {
        long paceNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        LedgerClient client = new LedgerClient(name, new PlainClient(server), paceNanos, mostLate);
        client.thread.start();
        return client;
    }

    private void run() {
        try {
            while (!stopping) {
                long next = rounds + 1;
                ask("OK" + next, "+OK", "SET", name, "OK" + next);
                ask("counter", ":" + next, "INCR", name + ":counter");
                ask("list", ":" + next, "RPUSH", name + ":list", Long.toString(next));
                ask("get", "OK" + next, "GET", name);
                rounds = next;
            }
        } catch (IOException | AssertionError e) {
            broken = e;
        }
    }

    private void ask(String what, String expected, String... command) throws IOException {
        long start = System.nanoTime();
        String reply = connection.ask(command);
        longestNanos = Math.max(longestNanos, System.nanoTime() - start);
        assertEquals(expected, reply, name + ", " + what);
        await();
    }

    private void await() {
        long now = System.nanoTime();
        dueNanos = Math.max(dueNanos + paceNanos, now - mostLateNanos);
        while (now - dueNanos < 0 && !stopping) {
            LockSupport.parkNanos(dueNanos - now);
            now = System.nanoTime();
        }
    }

    /// What went wrong; null while all is well.
    @Nullable Throwable broken() {
        return broken;
    }

    /// Rounds that are done: as many are in the counter and in the list.
    long rounds() {
        return rounds;
    }

    /// The longest that one command took.
    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos);
    }

    /// Waits until all of them have gone on; none has had an error.
    static void awaitProgress(List<LedgerClient> clients) {
        List<Long> before = clients.stream().map(LedgerClient::rounds).toList();
        Await.until(
                "progress of all",
                () -> {
                    boolean all = true;
                    for (int i = 0; i < clients.size(); i++) {
                        assertEquals(null, clients.get(i).broken());
                        all &= clients.get(i).rounds() >= before.get(i) + 3;
                    }
                    return all;
                });
    }

    /// Ends it, and compares with what the server has.
    void settle(PlainClient server) throws IOException, InterruptedException {
        stopping = true;
        thread.join(20_000);
        assertEquals(null, broken);
        assertEquals(Long.toString(rounds), server.ask("GET", name + ":counter"));
        assertEquals(":" + rounds, server.ask("LLEN", name + ":list"));
        assertEquals(Long.toString(rounds), server.ask("LINDEX", name + ":list", "-1"));
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        connection.close();
    }
}
