package dev.redoubt.session;

import dev.redoubt.backend.Asked;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/// How a session comes back from a lane that ended, or whose server turned its requests away: what
/// can be sent again goes back to the input, and what is known is handed out in its turn. Owned by
/// one session.
final class Recovery {
    /// Replies that may wait for requests before them that are sent again.
    private static final long KNOWN_BYTES = 8L * 1024 * 1024;

    /// How often requests are sent again without any reply.
    private static final int MOST_REPEATS = 2;

    private final Session session;
    private @Nullable Salvage salvage;
    private @Nullable Replay replay;
    private int repeats;
    private boolean turnedAway;
    private long turnedAwaySinceNanos;

    Recovery(Session session) {
        this.session = session;
    }

    /// Whether something is to be done over again.
    boolean isUnderWay() {
        return replay != null;
    }

    /// Whether what the lane still answers is gathered, too.
    boolean isSettingAside() {
        return salvage != null;
    }

    /// How many requests may be sent before something else has to happen.
    ///
    /// @param owed replies that are outstanding
    int quota(int owed) {
        handKnown(owed);
        return replay == null ? Integer.MAX_VALUE : replay.quota(owed);
    }

    /// Requests were sent.
    void sent(int commands) {
        if (replay != null) {
            replay.sent(commands);
        }
    }

    /// Replies came: where those begin that the client has not got before.
    int unknownFrom(ByteBuf in, int from, int to) {
        turnedAway = false;
        repeats = 0;
        return replay == null ? from : replay.unknownFrom(in, from, to);
    }

    /// Hands out replies whose turn has come.
    void handKnown(int owed) {
        while (replay != null && owed == 0) {
            ByteBuf reply = replay.takeKnown();
            if (reply == null) {
                break;
            }
            session.output().add(reply, reply.readerIndex(), reply.writerIndex());
            reply.release();
        }
        if (replay != null && replay.isEmpty()) {
            replay = null;
        }
    }

    /// The next request is refused.
    ///
    /// @return whether its client has got a reply to it already
    boolean refused() {
        return replay != null && replay.refused();
    }

    /// The lane ended before these were answered.
    void unanswered(Asked asked) {
        int delivered = delivered(asked);
        gathering().unanswered(asked, delivered);
    }

    /// A rejection, or a reply behind one.
    ///
    /// @return whether it is dealt with
    boolean setsAside(Asked asked, ByteBuf in, int from, int to) {
        boolean first = salvage == null;
        if (first && (isLeaving() || isTurnedAwayTooLong())) {
            return false;
        }
        int delivered = delivered(asked);
        if (!gathering().setsAside(asked, in, from, to, delivered)) {
            if (first) {
                dropSalvage();
            }
            return false;
        }
        if (gathering().replyBytes() > KNOWN_BYTES) {
            session.closeForOutput();
        }
        return true;
    }

    /// How many of their replies the client has got, when they were sent first or since.
    private int delivered(Asked asked) {
        Replay again = replay;
        int before = again == null || salvage != null ? 0 : again.known();
        return asked.answered() + before;
    }

    private boolean isLeaving() {
        return session.hasEnded() || session.gate() == Session.Gate.CLOSING;
    }

    /// A server that turns a request away again and again has the last word after a while.
    private boolean isTurnedAwayTooLong() {
        long now = session.loop().nowNanos();
        if (!turnedAway) {
            turnedAway = true;
            turnedAwaySinceNanos = now;
        }
        return now - turnedAwaySinceNanos > session.backend().hold().toNanos();
    }

    private Salvage gathering() {
        Salvage current = salvage;
        if (current == null) {
            Salvage.Patience patience =
                    repeats < MOST_REPEATS ? Salvage.Patience.LEFT : Salvage.Patience.EXHAUSTED;
            current = new Salvage(session.context(), session.allocator().directBuffer(), patience);
            salvage = current;
        }
        return current;
    }

    /// Everything is gathered.
    ///
    /// @return the requests to send again, which the caller releases; null if there was nothing to
    ///   gather, or the client leaves
    @Nullable ByteBuf gathered() {
        Salvage saved = salvage;
        salvage = null;
        if (saved == null) {
            return null;
        }
        if (isLeaving()) {
            // Nothing more is taken from this client, not even what it has asked for already.
            saved.release();
            session.close();
            return null;
        }
        repeats++;
        ByteBuf requests = session.allocator().directBuffer();
        Replay again = saved.replay(requests);
        session.context().tallies().unanswered().add(saved.told());
        session.context().tallies().retried().add(saved.repeated());
        saved.release();
        if (replay != null) {
            replay.interrupted();
            again.append(replay);
        }
        replay = again;
        handKnown(0);
        return requests;
    }

    private void dropSalvage() {
        if (salvage != null) {
            salvage.release();
            salvage = null;
        }
    }

    /// The client is gone.
    void release() {
        dropSalvage();
        if (replay != null) {
            replay.release();
            replay = null;
        }
    }
}
