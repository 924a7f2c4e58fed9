package dev.redoubt.session;

import dev.redoubt.net.Intake;

import io.netty.channel.Channel;

/// Reads from a client only what can be dealt with: the rest stays in the kernel, and so with the
/// client. Owned by one session.
final class ReadingPace {
    /// What a client may send while its requests wait for something.
    private static final int WAITING_BYTES = 64 * 1024;

    /// Commands that may be unanswered on a private link before the next are read.
    private static final int OWED_LIMIT = 16 * 1024;

    private final Session session;
    private final Intake intake;

    ReadingPace(Session session, Channel channel) {
        this.session = session;
        intake = new Intake(session.loop(), channel);
    }

    /// Looks anew whether to read. At the end of what a client sends there is nothing left to
    /// regulate, and the socket is not waited for any more.
    void regulate() {
        if (session.isInputEnded()) {
            return;
        }
        Session.Gate gate = session.gate();
        boolean wanted =
                gate != Session.Gate.CLOSING
                        && (gate == Session.Gate.OPEN
                                || session.input().waitingBytes() < WAITING_BYTES)
                        && session.modes().owed() < OWED_LIMIT
                        && session.output().isWritable();
        if (wanted) {
            intake.go();
        } else {
            intake.stop();
        }
    }

    /// A reply was handed to the client: perhaps it may send again.
    void replied() {
        if (intake.isStopped() && session.modes().owed() < OWED_LIMIT / 2) {
            regulate();
        }
    }

    /// So many bytes of a large request came.
    void tookBulk(int bytes) {
        intake.tookBulk(bytes);
    }

    /// Nothing more is read in this turn.
    void turnEnded() {
        if (!session.isInputEnded()) {
            intake.turnEnded();
        }
    }
}
