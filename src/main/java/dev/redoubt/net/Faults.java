package dev.redoubt.net;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Bugs that one connection's handling met, kept from the others of its loop: whoever calls many in
/// turn catches what one of them throws, tells it here, gives that one up and goes on. Each place
/// that throws is logged once, with its stack trace; all are counted. Written by one loop.
public final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final int LOGGED_LIMIT = 100;

    private final Set<String> logged = new HashSet<>();
    private final AtomicLong count = new AtomicLong();

    Faults() {}

    /// Notes what was thrown, and gives up whom it hurt; should that throw, too, it is noted as
    /// well.
    ///
    /// @param giveUp closes the one connection
    public void contain(Throwable thrown, Runnable giveUp) {
        note(thrown);
        try {
            giveUp.run();
        } catch (RuntimeException | Error again) {
            note(again);
        }
    }

    /// The same task, which runs on where it is repeated, whatever it throws.
    public Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error thrown) {
                note(thrown);
            }
        };
    }

    private void note(Throwable thrown) {
        count.incrementAndGet();
        StackTraceElement[] trace = thrown.getStackTrace();
        String place = thrown.getClass().getName() + (trace.length == 0 ? "" : " " + trace[0]);
        if (logged.size() < LOGGED_LIMIT && logged.add(place)) {
            LOG.error("a fault of Redoubt, kept from other clients; please report it", thrown);
        }
    }

    /// How many there were, from any thread.
    public long count() {
        return count.get();
    }
}
