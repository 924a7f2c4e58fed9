package dev.redoubt.vrrp;

import dev.redoubt.linux.EventPipe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes changes of state to users' named pipes, far from the driver's thread: a file system may
/// hang. What nobody reads is lost, and counted.
final class Pipes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipes.class);
    private static final int BACKLOG = 100;

    private final ThreadPoolExecutor writing =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(BACKLOG),
                    Thread.ofPlatform().daemon().name("redoubt-pipes").factory());
    private final AtomicLong lost = new AtomicLong();

    /// Those that were lost lately, so that it is said once. The writing thread's.
    private final Set<String> deaf = new HashSet<>();

    /// Lines that nobody got. Any thread.
    long lost() {
        return lost.get();
    }

    /// Makes the pipe where it is not there yet. Any thread; returns at once.
    void make(String path) {
        submit(path, () -> pipe(path).make());
    }

    /// Writes one line. Any thread; returns at once.
    ///
    /// @param line without its end
    void write(String path, String line) {
        submit(
                path,
                () -> {
                    EventPipe.Fate fate = pipe(path).write(line + "\n");
                    switch (fate) {
                        case WRITTEN -> deaf.remove(path);
                        case NO_READER -> lose(path, "nobody reads it");
                        case FULL -> lose(path, "its reader is too slow");
                    }
                });
    }

    private interface Work {
        void carryOut() throws IOException;
    }

    private void submit(String path, Work work) {
        try {
            writing.execute(() -> {
                try {
                    work.carryOut();
                } catch (IOException e) {
                    lose(path, String.valueOf(e.getMessage()));
                }
            });
        } catch (RejectedExecutionException e) {
            lost.incrementAndGet();
        }
    }

    private void lose(String path, String why) {
        lost.incrementAndGet();
        if (deaf.add(path)) {
            LOG.warn("notify_fifo: {}: changes are not told: {}", path, why);
        }
    }

    /// What is no pipe is not written to: that would destroy it.
    private static EventPipe pipe(String path) throws IOException {
        Path file = Path.of(path);
        if (Files.exists(file)
                && !Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
            throw new IOException("is a file (expected: a named pipe, or nothing yet)");
        }
        return new EventPipe(file);
    }

    /// What is to be written is written, within a second.
    @Override
    public void close() {
        writing.shutdown();
        try {
            if (!writing.awaitTermination(1, TimeUnit.SECONDS)) {
                writing.shutdownNow();
            }
        } catch (InterruptedException e) {
            writing.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
