package dev.redoubt.vrrp;

import dev.redoubt.linux.Poller;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.linux.UrgentThread;

import java.util.concurrent.TimeUnit;

/// How late this machine wakes a thread that the kernel runs before all ordinary ones, and that
/// does nothing else: what another such thread cannot be blamed for.
final class UrgentWatch implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Thread thread = Thread.ofPlatform().daemon().name("urgent").unstarted(this::run);
    private volatile long longestNanos;
    private volatile boolean closed;

    UrgentWatch() {
        thread.start();
    }

    private void run() {
        try (Poller poller = Poller.open()) {
            UrgentThread.become();
            while (!closed) {
                long wanted = System.nanoTime() + PERIOD_NANOS;
                poller.awaitUntil(wanted);
                longestNanos = Math.max(longestNanos, System.nanoTime() - wanted);
            }
        } catch (SystemCallException e) {
            throw new IllegalStateException(e);
        }
    }

    long longestMicros() {
        return longestNanos / 1000;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
