package dev.redoubt.cli;

import dev.redoubt.linux.SystemCallException;
import dev.redoubt.linux.UrgentThread;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The one orderly end of a serving command: its steps run once, last added first, on SIGTERM, on
/// Ctrl-C or when the command ends by itself, for no longer than a deadline. After a signal the
/// exit status is 0: being told to stop is no failure.
///
/// Any thread may call it.
public final class Shutdown {
    private final Deque<Runnable> steps = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile boolean urgent;
    private final Duration deadline;
    private final Thread hook;

    private Shutdown(Duration deadline) {
        this.deadline = deadline;
        this.hook = new Thread(this::endOnSignal, "redoubt-signal");
    }

    /// From now on signals lead here. All steps together get `deadline`.
    public static Shutdown install(Duration deadline) {
        Shutdown shutdown = new Shutdown(deadline);
        try {
            Runtime.getRuntime().addShutdownHook(shutdown.hook);
        } catch (IllegalStateException e) {
            // A signal has come already: the program ends before there is anything to be stopped.
        }
        return shutdown;
    }

    /// Adds what is to be stopped before everything that was added earlier. Runs it at once when
    /// the end has begun.
    public void add(Runnable step) {
        steps.push(step);
        if (ending.get()) {
            runSteps();
        }
    }

    /// Another node waits for what is given up here: the end does not wait for its turn on a busy
    /// machine, where that is allowed.
    public void hurry() {
        urgent = true;
    }

    private void hurryNow() {
        if (urgent) {
            try {
                UrgentThread.become();
            } catch (SystemCallException e) {
                // It goes as fast as others let it.
            }
        }
    }

    /// Lets the command itself choose the end: it need not wait for a signal any more.
    public void request() {
        requested = true;
        wanted.countDown();
    }

    /// Whether it was [#request] that began the end.
    public boolean isRequested() {
        return requested;
    }

    /// Whether the end has begun: what fails from now on fails because of it.
    public boolean begun() {
        return wanted.getCount() == 0;
    }

    /// Waits until a signal comes.
    public void await() throws InterruptedException {
        wanted.await();
    }

    /// Waits until a signal comes or `timeout` passes.
    public void await(Duration timeout) throws InterruptedException {
        // Either way the caller ends next, so it does not matter which it was.
        boolean _ = wanted.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The end that the command itself chooses; it keeps its own exit status. Returns when all is
    /// stopped or the deadline is over.
    public void end() {
        runOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came meanwhile: the hook waits for the same steps and ends the program.
        }
    }

    private void endOnSignal() {
        hurryNow();
        runOnce();
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void runOnce() {
        wanted.countDown();
        if (ending.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("redoubt-end").start(this::runAllSteps);
        }
        try {
            if (!ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                System.err.println("stop: not complete after " + deadline.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runAllSteps() {
        hurryNow();
        runSteps();
        ended.countDown();
    }

    private void runSteps() {
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            try {
                step.run();
            } catch (RuntimeException e) {
                // The steps after it matter as much.
                System.err.println("stop: " + e);
            }
        }
    }
}
