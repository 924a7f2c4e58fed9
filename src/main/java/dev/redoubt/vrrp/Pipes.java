package dev.redoubt.vrrp;

import dev.redoubt.linux.EventPipe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes changes of state to users' named pipes, far from the driver's thread: a file system may
/// hang. What finds no room is lost, and counted.
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

    /// Those that are open. The writing thread's.
    private final Map<String, Open> open = new HashMap<>();

    /// @param key which file it was; another one may have taken its place
    private record Open(EventPipe pipe, Object key) {}

    /// Lines that nobody got. Any thread.
    long lost() {
        return lost.get();
    }

    /// Makes the pipe where it is not there yet. Any thread; returns at once.
    void make(String path) {
        submit(
                path,
                () -> {
                    if (!Files.exists(Path.of(path))) {
                        new EventPipe(Path.of(path)).make();
                    }
                });
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
                        case FULL -> lose(path, "nobody reads it, or not fast enough");
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
    private EventPipe pipe(String path) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
        } catch (NoSuchFileException _) {
            throw new IOException("is gone (expected: a named pipe)");
        }
        if (!found.isOther()) {
            throw new IOException("is a file (expected: a named pipe, or nothing yet)");
        }
        Open before = open.get(path);
        if (before != null && before.key().equals(found.fileKey())) {
            return before.pipe();
        }
        if (before != null) {
            before.pipe().close();
        }
        EventPipe pipe = new EventPipe(Path.of(path));
        open.put(path, new Open(pipe, found.fileKey()));
        return pipe;
    }

    /// What is to be written is written, within a second.
    @Override
    public void close() {
        submit("", () -> open.values().forEach(each -> each.pipe().close()));
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
