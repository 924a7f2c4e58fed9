package dev.redoubt.backend;

import java.time.Duration;

/// What holds up commands although there is a primary: a client's CLIENT PAUSE at the server, or an
/// operator's pause of writes. One per pool, for all its loops.
public final class Interference {
    private volatile boolean disturbed;
    private volatile boolean paused;
    private volatile long pausedUntilNanos;
    private volatile boolean writesHeld;
    private volatile long writesHeldUntilNanos;

    /// Whether there is anything of it, or lately was: the one look that costs every command
    /// something.
    public boolean isAny() {
        return disturbed;
    }

    /// No write is sent from now on, for so long at most; zero: they are again.
    public void holdWrites(Duration length) {
        writesHeldUntilNanos = System.nanoTime() + length.toNanos();
        writesHeld = !length.isZero();
        disturbed = true;
    }

    /// Whether writes wait here.
    public boolean holdsWrites() {
        return disturbed && writesHeld && System.nanoTime() - writesHeldUntilNanos < 0;
    }

    /// The server lets writes wait, or everything, for so long; zero: it does no more
    /// (<https://redis.io/docs/latest/commands/client-pause/>).
    public void pause(Duration length) {
        pausedUntilNanos = System.nanoTime() + length.toNanos();
        paused = !length.isZero();
        disturbed = true;
    }

    /// Whether a write would wait at the server, and keep what comes behind it waiting.
    public boolean pauses() {
        if (paused && System.nanoTime() - pausedUntilNanos >= 0) {
            paused = false;
        }
        return paused;
    }

    /// Nobody has to look any more. Called now and then.
    void calm() {
        if (disturbed && !pauses() && !holdsWrites()) {
            disturbed = false;
            // Somebody may just have begun.
            if (paused || (writesHeld && System.nanoTime() - writesHeldUntilNanos < 0)) {
                disturbed = true;
            }
        }
    }
}
