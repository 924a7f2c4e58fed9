package dev.redoubt.vrrp;

import dev.redoubt.config.TrackConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs users' programs, far from the driver's thread, each with a time limit.
final class Scripts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scripts.class);

    /// For one program that is told of a change, and at the end for all that are still to be told.
    static final Duration NOTIFY_LIMIT = Duration.ofSeconds(10);

    private static final int NOTIFY_BACKLOG = 100;

    /// Programs that were interrupted are ended in this time.
    private static final Duration KILL_LIMIT = Duration.ofSeconds(1);

    private final ExecutorService tracking =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("redoubt-track-", 0).factory());

    /// One for each entry of the file: its programs run one by one, so that they come in order, and
    /// one that hangs keeps no other entry's waiting. The driver's thread alone, until [#close].
    private final Map<String, ThreadPoolExecutor> notifying = new ConcurrentHashMap<>();

    /// Runs `script` again and again.
    ///
    /// @param changed told after each run what it counts as, from a thread of the script's own
    void track(TrackConfig.Script script, Consumer<ScriptTally.Verdict> changed) {
        tracking.execute(() -> {
            ScriptTally tally = new ScriptTally(script.turns());
            while (!Thread.currentThread().isInterrupted()) {
                long next = System.nanoTime() + script.interval().toNanos();
                boolean succeeded = run(script.command(), script.timeout());
                changed.accept(
                        tally.count(
                                succeeded
                                        ? ScriptTally.Verdict.SUCCEEDS
                                        : ScriptTally.Verdict.FAILS));
                try {
                    TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    /// Tells `program` of a change, with keepalived's arguments.
    void tell(String program, String name, String state, int priority) {
        List<String> command =
                List.of(program, "INSTANCE", name, state, Integer.toString(priority));
        try {
            notifying
                    .computeIfAbsent(name, _ -> oneByOne())
                    .execute(() -> {
                        if (!run(command, NOTIFY_LIMIT)) {
                            LOG.warn("notify: {} failed", String.join(" ", command));
                        }
                    });
        } catch (RejectedExecutionException e) {
            LOG.warn("notify: {} not run: too many before it", String.join(" ", command));
        }
    }

    private static ThreadPoolExecutor oneByOne() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(NOTIFY_BACKLOG),
                Thread.ofVirtual().name("redoubt-notify").factory());
    }

    private static boolean run(List<String> command, Duration limit) {
        Process process;
        try {
            process =
                    new ProcessBuilder(new ArrayList<>(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
            return false;
        }
        try {
            process.getOutputStream().close();
            if (process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return process.exitValue() == 0;
            }
            LOG.warn("{}: ended after {} ms", String.join(" ", command), limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("{}: {}", String.join(" ", command), e.getMessage());
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        // Whoever waits for this thread may rely on its end.
        process.destroyForcibly();
        process.onExit()
                .completeOnTimeout(process, KILL_LIMIT.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        return false;
    }

    /// Ends what is tracked, also programs that run now. What is to be told goes on: [#awaitTold].
    @Override
    public void close() {
        tracking.shutdownNow();
        notifying.values().forEach(ExecutorService::shutdown);
        isOver(tracking, System.nanoTime() + KILL_LIMIT.toNanos());
    }

    /// Waits until all is told; what takes too long is ended.
    void awaitTold() {
        notifying.values().forEach(ExecutorService::shutdown);
        long deadline = System.nanoTime() + NOTIFY_LIMIT.toNanos();
        notifying.forEach((name, each) -> {
            if (!isOver(each, deadline)) {
                int untold = each.shutdownNow().size();
                LOG.warn("notify: {}: ended, and {} more not run: no time left", name, untold);
                isOver(each, System.nanoTime() + KILL_LIMIT.toNanos());
            }
        });
    }

    /// Waits for that at most until then.
    private static boolean isOver(ExecutorService executor, long deadlineNanos) {
        try {
            return executor.awaitTermination(
                    deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
