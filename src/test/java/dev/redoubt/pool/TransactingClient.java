package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A client that has a transaction open nearly all the time, and would notice one that is lost, or
/// done twice, at once: each answer is known beforehand. Every other transaction watches its key,
/// which nobody else touches, and is tried again where EXEC says that it changed. Runs on a thread
/// of its own; any thread may look.
final class TransactingClient implements AutoCloseable {
    private final String name;
    private final PlainClient connection;
    private final long paceNanos;
    private final Thread thread;
    private volatile long rounds;
    private volatile long broken;
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    private TransactingClient(String name, PlainClient connection, long paceNanos) {
        this.name = name;
        this.connection = connection;
        this.paceNanos = paceNanos;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// Connects and begins.
    ///
    /// @param paceMillis between two commands
    static TransactingClient start(String name, HostPort server, long paceMillis)
            throws IOException {
        long paceNanos = TimeUnit.MILLISECONDS.toNanos(paceMillis);
        TransactingClient client = new TransactingClient(name, new PlainClient(server), paceNanos);
        client.thread.start();
        return client;
    }

    private void run() {
        try {
            long nulls = 0;
            while (!stopping) {
                long next = rounds + 1;
                add(next);
                while (!set(next)) {
                    nulls++;
                    broken = nulls;
                }
                rounds = next;
            }
        } catch (IOException | AssertionError e) {
            failure = e;
        }
    }

    private void add(long next) throws IOException {
        ask("+OK", "MULTI");
        ask("+QUEUED", "INCR", name + ":counter");
        ask("+QUEUED", "RPUSH", name + ":list", Long.toString(next));
        ask("+QUEUED", "GET", name + ":counter");
        ask("[:%d, :%d, %d]".formatted(next, next, next), "EXEC");
    }

    /// @return whether it was done
    private boolean set(long next) throws IOException {
        ask("+OK", "WATCH", name + ":value");
        ask(next == 1 ? "nil" : Long.toString(next - 1), "GET", name + ":value");
        ask("+OK", "MULTI");
        ask("+QUEUED", "SET", name + ":value", Long.toString(next));
        String reply = connection.ask("EXEC");
        if (reply.equals("nil")) {
            return false;
        }
        assertEquals("[+OK]", reply, name);
        return true;
    }

    private void ask(String expected, String... command) throws IOException {
        assertEquals(expected, connection.ask(command), name + ", " + String.join(" ", command));
        LockSupport.parkNanos(paceNanos);
    }

    /// What went wrong; null while all is well.
    @Nullable Throwable failure() {
        return failure;
    }

    /// Rounds that are done.
    long rounds() {
        return rounds;
    }

    /// Transactions that were answered with a null.
    long broken() {
        return broken;
    }

    /// Ends it, and compares with what the server has.
    void settle(PlainClient server) throws IOException, InterruptedException {
        stopping = true;
        thread.join(20_000);
        assertEquals(null, failure);
        assertEquals(Long.toString(rounds), server.ask("GET", name + ":counter"));
        assertEquals(":" + rounds, server.ask("LLEN", name + ":list"));
        assertEquals(Long.toString(rounds), server.ask("GET", name + ":value"));
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        connection.close();
    }
}
