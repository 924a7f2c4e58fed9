package dev.redoubt.backend;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What clients lately did to each other's connections at the server: CLIENT KILL, CLIENT PAUSE.
/// One per pool, for all its loops.
public final class Interference {
    private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private volatile long killedUntilNanos = System.nanoTime();
    private volatile boolean paused;
    private volatile long pausedUntilNanos;

    /// CLIENT KILL is about to be sent: whoever loses a private link now was meant, and is not
    /// given another (<https://redis.io/docs/latest/commands/client-kill/>).
    public void kill() {
        killedUntilNanos = System.nanoTime() + KILL_NANOS;
    }

    /// Whether an end that the server made now may be meant for a client.
    public boolean kills() {
        return System.nanoTime() - killedUntilNanos < 0;
    }

    /// The server lets writes wait, or everything, for so long; zero: it does no more
    /// (<https://redis.io/docs/latest/commands/client-pause/>).
    public void pause(Duration length) {
        pausedUntilNanos = System.nanoTime() + length.toNanos();
        paused = !length.isZero();
    }

    /// Whether a write would wait at the server, and keep what comes behind it waiting.
    public boolean pauses() {
        if (paused && System.nanoTime() - pausedUntilNanos >= 0) {
            paused = false;
        }
        return paused;
    }
}
