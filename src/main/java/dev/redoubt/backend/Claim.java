package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A shared link that a large reply has made one session's, the keeper's. It is read at the pace of
/// the client whose reply is coming. Others whose commands were sent before the claim, and cannot
/// be asked again elsewhere, still wait on it: for them the link is read ahead of a slow client by
/// a bounded amount, and a client that makes them wait for more than a second in all is closed.
/// Owned by its link.
final class Claim {
    /// What may be read ahead of a client for those who wait behind it.
    private static final long AHEAD_BYTES = 8L * 1024 * 1024;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SharedLink link;
    private final RequestLog log;
    private ReplySink keeper;
    private boolean keeperGone;
    private @Nullable ReplySink pausedFor;
    private @Nullable ReplySink lastPaused;
    private long pausedSinceNanos;
    private long pausedNanos;

    Claim(SharedLink link, RequestLog log, ReplySink keeper) {
        this.link = link;
        this.log = log;
        this.keeper = keeper;
    }

    boolean isBy(ReplySink sink) {
        return keeper.equals(sink) && !keeperGone;
    }

    /// Whoever can ask again elsewhere need not wait for the large reply.
    void relieveOthers() {
        Set<ReplySink> relieved = new HashSet<>();
        Map<ReplySink, ByteBuf> waiting = log.requestsBut(keeper);
        waiting.forEach((sink, requests) -> {
            if (takesBack(sink, requests)) {
                relieved.add(sink);
            }
            requests.release();
        });
        log.replace(relieved, Unwanted.REPLIES);
    }

    private boolean takesBack(ReplySink sink, ByteBuf requests) {
        try {
            return sink.takesBack(requests);
        } catch (RuntimeException | Error thrown) {
            link.loop().faults().contain(thrown, sink::giveUp);
            return true;
        }
    }

    /// Another large reply comes on this link: its session may be the next keeper.
    void passTo(ReplySink sink) {
        if (!log.has(keeper)) {
            keeper = sink;
            keeperGone = false;
        }
    }

    /// Bytes were handed out.
    ///
    /// @param answered whether they ended all that this sink had asked in one piece
    void delivered(ReplySink sink, boolean answered) {
        if (answered && keeper.equals(sink)) {
            closeIfOver();
        }
        if (link.isOpen() && pausedFor == null && isBehind(sink)) {
            pausedNanos = sink.equals(lastPaused) ? pausedNanos : 0;
            pausedFor = sink;
            lastPaused = sink;
            pausedSinceNanos = link.loop().nowNanos();
            link.pause();
        }
    }

    private boolean isBehind(ReplySink sink) {
        long unread = sink.hasLeft() ? 0 : sink.unreadBytes();
        return unread > AHEAD_BYTES || (unread > 0 && !log.isWantedByOthersThan(sink));
    }

    /// Nobody is left to read for: what still comes was asked again elsewhere, or its client left.
    private void closeIfOver() {
        boolean gone = keeperGone || keeper.hasLeft();
        if ((gone || !log.isEmpty()) && !log.isWantedByOthersThan(Unwanted.REPLIES)) {
            link.close("nobody wants its replies any more");
        }
    }

    /// This sink's client reads again.
    void readOn(ReplySink sink) {
        if (sink.equals(pausedFor)) {
            resume();
        }
    }

    private void resume() {
        long nowNanos = link.loop().nowNanos();
        pausedNanos += nowNanos - pausedSinceNanos;
        pausedFor = null;
        link.resumed();
    }

    /// This sink wants nothing more of the link.
    void leave(ReplySink sink) {
        keeperGone |= keeper.equals(sink);
        readOn(sink);
        closeIfOver();
    }

    boolean isPaused() {
        return pausedFor != null;
    }

    /// From time to time: whoever makes others wait for too long is closed, and a link whose client
    /// has caught up is read again, however that became known.
    void check(long nowNanos) {
        ReplySink slow = pausedFor;
        if (slow != null && !isBehind(slow)) {
            resume();
        } else if (slow != null
                && pausedNanos + nowNanos - pausedSinceNanos > PATIENCE_NANOS
                && log.isWantedByOthersThan(slow)) {
            slow.tooSlow();
        }
        closeIfOver();
    }
}
