package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A client with one connection and so many commands under way at each moment: SET of a value that
/// names client and sequence, GET of it, ECHO of the same name, and again. Each reply must be the
/// next command's. Runs on a thread of its own; any thread may look.
final class SteadyClient implements AutoCloseable {
    /// A reply that was an error.
    record Failure(String command, long sentNanos, String reply) {}

    private record Sent(String command, long sequence, long sentNanos) {}

    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final PlainClient connection;
    private final int window;
    private final Queue<Sent> underWay = new ArrayDeque<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Thread thread;
    private long sent;
    private long lastAcknowledged = -1;
    private long firstSuccessAfterNanos;
    private long markNanos;
    private final AtomicLong succeeded = new AtomicLong();
    private volatile boolean stopping;
    private volatile @Nullable Throwable broken;

    private SteadyClient(String name, PlainClient connection, int window) {
        this.name = name;
        this.connection = connection;
        this.window = window;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// Connects and begins.
    static SteadyClient start(String name, HostPort server, int window) throws IOException {
        SteadyClient client = new SteadyClient(name, new PlainClient(server), window);
        client.thread.start();
        return client;
    }

    private void run() {
        try {
            while (!stopping || !underWay.isEmpty()) {
                while (!stopping && underWay.size() < window) {
                    sendNext();
                }
                // Twenty at full speed would leave the Sentinels no time to see that all is well.
                LockSupport.parkNanos(PACE_NANOS);
                if (!underWay.isEmpty()) {
                    take(underWay.remove(), connection.reply());
                }
            }
        } catch (IOException | AssertionError e) {
            broken = e;
        }
    }

    private void sendNext() throws IOException {
        long sequence = sent / 3;
        String value = name + ":" + sequence;
        String command =
                switch ((int) (sent % 3)) {
                    case 0 -> "SET";
                    case 1 -> "GET";
                    default -> "ECHO";
                };
        sent++;
        underWay.add(new Sent(command, sequence, System.nanoTime()));
        switch (command) {
            case "SET" -> connection.send(command, name, value);
            case "GET" -> connection.send(command, name);
            default -> connection.send(command, value);
        }
    }

    private void take(Sent answered, String reply) {
        if (reply.startsWith("-")) {
            synchronized (failures) {
                failures.add(new Failure(answered.command(), answered.sentNanos(), reply));
            }
            return;
        }
        if (!isRight(answered, reply)) {
            throw new AssertionError(name + ": " + answered + " got " + reply);
        }
        if (answered.command().equals("SET")) {
            lastAcknowledged = answered.sequence();
        }
        synchronized (failures) {
            if (markNanos != 0 && firstSuccessAfterNanos == 0 && answered.sentNanos > markNanos) {
                firstSuccessAfterNanos = System.nanoTime();
            }
        }
        succeeded.incrementAndGet();
    }

    /// A failover may take back the last writes, for replication is asynchronous; but never may a
    /// value be another client's, or one of the future.
    private boolean isRight(Sent answered, String reply) {
        return switch (answered.command()) {
            case "SET" -> reply.equals("+OK");
            case "GET" ->
                    reply.equals("nil")
                            || (reply.startsWith(name + ":")
                                    && Long.parseLong(reply.substring(name.length() + 1))
                                            <= answered.sequence());
            default -> reply.equals(name + ":" + answered.sequence());
        };
    }

    /// From now on the next success is noted.
    void mark(long nowNanos) {
        synchronized (failures) {
            markNanos = nowNanos;
            firstSuccessAfterNanos = 0;
        }
    }

    /// When the first command sent after the mark succeeded; 0 before.
    long firstSuccessAfterNanos() {
        synchronized (failures) {
            return firstSuccessAfterNanos;
        }
    }

    /// Commands that were answered as they should be.
    long succeeded() {
        return succeeded.get();
    }

    List<Failure> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    /// What ended the connection or was a wrong reply; null while all is well.
    @Nullable Throwable broken() {
        return broken;
    }

    String name() {
        return name;
    }

    /// Takes the replies that are due and ends; then the value that was written last.
    String stop() throws InterruptedException {
        stopping = true;
        thread.join(20_000);
        return name + ":" + lastAcknowledged;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
