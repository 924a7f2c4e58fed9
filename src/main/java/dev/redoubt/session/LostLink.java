package dev.redoubt.session;

import dev.redoubt.backend.PrivateLink;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// What follows the end of a session's private link: the unanswered commands are told, and what the
/// link carried is given to another where that is honest. Owned by one private mode.
final class LostLink {
    /// Before a lost link is replaced: its server's other links end in the same moment.
    private static final long FIRST_MILLIS = 10;

    /// The same where one was replaced less than [#CALM_NANOS] ago.
    static final long PAUSE_MILLIS = 250;

    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// What a client that keeps values hears when it must forget all of them.
    private static final String FORGET_ALL = ">2\r\n$10\r\ninvalidate\r\n_";

    private final Session session;
    private final PrivateLink.User mode;
    private @Nullable Restoration restoration;
    private long behindNanos;
    private long restoredNanos;

    LostLink(Session session, PrivateLink.User mode) {
        this.session = session;
        this.mode = mode;
        // Neither has happened lately.
        behindNanos = session.loop().nowNanos() - CALM_NANOS;
        restoredNanos = behindNanos;
    }

    /// Whether a link that ended with state is being replaced.
    boolean isRestoring() {
        return restoration != null;
    }

    /// There may be a primary that takes a link.
    void restore() {
        if (restoration != null) {
            restoration.attempt();
        }
    }

    /// The client reads again.
    void readOn() {
        fellBehind();
        if (restoration != null) {
            restoration.readOn();
        }
    }

    /// The client does not read what it is sent, or did not until now.
    void fellBehind() {
        behindNanos = session.loop().nowNanos();
    }

    /// The mode has its next link.
    void over() {
        restoration = null;
        restoredNanos = session.loop().nowNanos();
    }

    /// The client is gone.
    void abandon() {
        if (restoration != null) {
            restoration.abandon();
        }
    }

    /// Whether the link carried something that cannot be given to another.
    boolean isHopeless(ConnectionTracker connection) {
        return connection.leavesState() && (!connection.isRestorable() || isBehind(connection));
    }

    /// Whether the server may have ended a subscriber that did not read, as Redis does.
    private boolean isBehind(ConnectionTracker connection) {
        return connection.state().isSubscribed()
                && (!session.output().isWritable() || isFresh(behindNanos));
    }

    private boolean isFresh(long whenNanos) {
        return session.loop().nowNanos() - whenNanos < CALM_NANOS;
    }

    /// Sends what was unanswered again where that may be, and tells the client of the rest.
    void settle(ConnectionTracker connection, Passage passage) {
        if (comesAgain(connection.unanswered(), passage)) {
            connection.forgetUnanswered();
        } else {
            tellUnanswered(connection, passage);
        }
    }

    /// A command that was alone under way, and may run twice, is sent over the next link.
    private boolean comesAgain(List<Expectation> unanswered, Passage passage) {
        boolean mayCome = unanswered.size() == 1 && !passage.isMidRequest();
        if (!mayCome || session.gate() == Session.Gate.CLOSING) {
            return false;
        }
        ByteBuf again = session.modes().loneRequest().takeAgain();
        if (again != null) {
            session.input().putBack(again, session.allocator());
            session.context().tallies().retried().add(1);
        }
        return again != null;
    }

    /// Of a transaction whose EXEC was not sent nothing has run: it goes on over the next link.
    private void tellUnanswered(ConnectionTracker connection, Passage passage) {
        List<Expectation> unanswered = connection.unanswered();
        int open = connection.openTransaction();
        if (open < unanswered.size() && !passage.isMidRequest()) {
            tell(unanswered.subList(0, open));
            if (!queuesAgain(connection, open)) {
                tellQueued(unanswered.subList(open, unanswered.size()));
            }
        } else if (passage.isMidRequest() && !unanswered.isEmpty()) {
            passage.stop();
            tell(unanswered.subList(0, unanswered.size() - 1));
            tellCutShort(unanswered.getLast());
        } else {
            tell(unanswered);
        }
    }

    /// What of the open transaction is unanswered is sent over the next link.
    private boolean queuesAgain(ConnectionTracker connection, int open) {
        if (session.gate() == Session.Gate.CLOSING) {
            return false;
        }
        List<Expectation> told = connection.unanswered().subList(0, open);
        if (!told.stream().map(Expectation::effect).allMatch(LostLink::leavesNothing)) {
            // It counted on a WATCH, a SELECT, an AUTH before it that nobody knows the answer to.
            session.modes().transaction().miss();
            return false;
        }
        int unanswered = connection.unanswered().size() - open;
        ByteBuf again = connection.takeBackQueued(open);
        boolean known = again.isReadable();
        if (known) {
            session.input().putBack(again, session.allocator());
            session.context().tallies().retried().add(unanswered);
        }
        return known;
    }

    /// Whether the connection is after it what it was before.
    private static boolean leavesNothing(Effect effect) {
        return effect instanceof Effect.None
                || effect instanceof Effect.Begin
                || effect instanceof Effect.Execute
                || effect instanceof Effect.Discard;
    }

    /// Tells the client of commands that were sent and will not be answered.
    private void tell(List<Expectation> unanswered) {
        for (Expectation each : unanswered) {
            session.output().addLine(Errors.unanswered(each.command()));
            session.context().tallies().unanswered().add(1);
        }
    }

    /// Answers the commands of a transaction that will not run, as Redis would have; not all of
    /// them are known.
    private void tellQueued(List<Expectation> unanswered) {
        for (Expectation each : unanswered) {
            boolean begins = each.effect() instanceof Effect.Begin;
            session.output().addLine(begins ? "+OK" : "+QUEUED");
        }
    }

    /// Tells the client of the command that was not sent whole.
    private void tellCutShort(Expectation unsent) {
        session.output().addLine(Errors.cutShort(unsent.command()));
        session.context().tallies().unanswered().add(1);
        session.input().skip();
    }

    /// Looks for another link, which the mode gets with everything on it.
    void replaceLink(ConnectionTracker connection) {
        connection.lost();
        if (connection.isTracking() && session.profile().identity().protocol() == 3) {
            session.output().addLine(FORGET_ALL);
        }
        Restoration begun =
                new Restoration(
                        session,
                        mode,
                        connection.state(),
                        connection.belongings(),
                        connection.sayable());
        restoration = begun;
        session.held().holdForRestoration();
        begun.attemptIn(isFresh(restoredNanos) ? PAUSE_MILLIS : FIRST_MILLIS);
        // Nothing is taken now, but its input may have ended.
        session.process();
    }
}
