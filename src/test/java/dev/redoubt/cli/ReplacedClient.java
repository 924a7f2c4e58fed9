package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A client that would notice a command that is lost, refused or done twice, at once: each answer
/// is known beforehand. A restless one connects anew each round. Runs on a thread of its own; any
/// thread may look.
final class ReplacedClient implements AutoCloseable {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final String name;
    private final HostPort server;
    private final boolean restless;
    private final Thread thread;
    private volatile PlainClient connection;
    private volatile long rounds;
    private volatile boolean stopping;
    private volatile @Nullable Throwable broken;

    private ReplacedClient(String name, HostPort server, boolean restless) throws IOException {
        this.name = name;
        this.server = server;
        this.restless = restless;
        connection = new PlainClient(server);
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// One with one connection.
    static ReplacedClient steady(String name, HostPort server) throws IOException {
        ReplacedClient client = new ReplacedClient(name, server, false);
        client.thread.start();
        return client;
    }

    /// One that connects again and again.
    static ReplacedClient restless(String name, HostPort server) throws IOException {
        ReplacedClient client = new ReplacedClient(name, server, true);
        client.thread.start();
        return client;
    }

    private void run() {
        try {
            while (!stopping) {
                long next = rounds + 1;
                ask("+OK", "SET", name, "v" + next);
                ask(":" + next, "INCR", name + ":counter");
                ask(":" + next, "RPUSH", name + ":list", Long.toString(next));
                ask("v" + next, "GET", name);
                rounds = next;
                if (restless) {
                    connection.close();
                    connection = new PlainClient(server);
                }
            }
        } catch (IOException | AssertionError e) {
            broken = e;
        }
    }

    private void ask(String expected, String... command) throws IOException {
        assertEquals(expected, connection.ask(command), name + ": " + command[0]);
        LockSupport.parkNanos(PACE_NANOS);
    }

    String name() {
        return name;
    }

    /// What went wrong; null while all is well.
    @Nullable Throwable broken() {
        return broken;
    }

    /// Rounds that are done: as many are in the counter and in the list.
    long rounds() {
        return rounds;
    }

    /// Ends it, and compares with what the server has.
    void settle(PlainClient direct) throws IOException, InterruptedException {
        stopping = true;
        thread.join(20_000);
        assertEquals(null, broken);
        assertEquals(Long.toString(rounds), direct.ask("GET", name + ":counter"));
        assertEquals(":" + rounds, direct.ask("LLEN", name + ":list"));
        assertEquals(Long.toString(rounds), direct.ask("LINDEX", name + ":list", "-1"));
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        connection.close();
    }
}
