package dev.redoubt.backend;

import java.util.concurrent.TimeUnit;

/// When a client last had connections ended (CLIENT KILL): whoever loses a private link then was
/// meant, and is not given another. One per pool, for all its loops.
public final class Killings {
    private static final long EFFECT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private volatile long untilNanos = System.nanoTime();

    /// CLIENT KILL is about to be sent.
    public void begin() {
        untilNanos = System.nanoTime() + EFFECT_NANOS;
    }

    /// Whether an end that the server made now may be such a one.
    public boolean areUnderWay() {
        return System.nanoTime() - untilNanos < 0;
    }
}
