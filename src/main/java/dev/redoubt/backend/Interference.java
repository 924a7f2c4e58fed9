package dev.redoubt.backend;

import java.time.Duration;

/// What a client lately did to all others at the server: CLIENT PAUSE. One per pool, for all its
/// loops.
public final class Interference {
    private volatile boolean paused;
    private volatile long pausedUntilNanos;

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
