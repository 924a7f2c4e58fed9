package dev.redoubt.backend;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A shared link that a large reply has made one session's, to be read at that client's pace.
/// Others whose commands were sent before that still wait behind it: for them the link is read
/// ahead of the client by a bounded amount, and the client that does not read for a second is
/// closed. Owned by its link.
final class Claim {
    /// What may be read ahead of the client for those who wait behind it.
    private static final long AHEAD_BYTES = 8L * 1024 * 1024;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long NOT_PAUSED = Long.MIN_VALUE;

    private final ReplySink keeper;
    private boolean othersWait;
    private long pausedSinceNanos = NOT_PAUSED;

    Claim(ReplySink keeper) {
        this.keeper = keeper;
    }

    boolean isBy(ReplySink sink) {
        return keeper.equals(sink);
    }

    /// These sinks have something unanswered on the link.
    void awaited(Set<ReplySink> sinks) {
        othersWait = sinks.stream().anyMatch(each -> !each.equals(keeper) && !each.hasLeft());
    }

    /// Whether the link has nobody left to read for.
    boolean isOver() {
        return keeper.hasLeft() && !othersWait;
    }

    /// Whether the client is too far behind to read on.
    boolean isBehind() {
        long unread = keeper.hasLeft() ? 0 : keeper.unreadBytes();
        return unread > (othersWait ? AHEAD_BYTES : 0);
    }

    void paused(long nowNanos) {
        pausedSinceNanos = nowNanos;
    }

    void resumed() {
        pausedSinceNanos = NOT_PAUSED;
    }

    boolean isPaused() {
        return pausedSinceNanos != NOT_PAUSED;
    }

    /// Ends the client's connection if others have waited for long enough.
    void check(long nowNanos) {
        if (isPaused() && othersWait && nowNanos - pausedSinceNanos > PATIENCE_NANOS) {
            keeper.tooSlow();
        }
    }
}
