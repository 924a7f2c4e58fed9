package dev.redoubt.session;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.Identity;
import dev.redoubt.snapshot.Reason;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;

/// The two modes of a session, and the way from one to the other: shared links, and a private one
/// while the session's state needs it. A session changes links only when its earlier commands are
/// answered. Owned by one session.
final class Modes {
    private final Session session;
    private final SharedMode shared;
    private final Stay stay;
    private @Nullable PrivateMode privateMode;
    private @Nullable LoneRequest loneRequest;
    private @Nullable TransactionCopy transaction;

    Modes(Session session) {
        this.session = session;
        shared = new SharedMode(session, session.context().nextSpread());
        stay = new Stay(session.context().tallies().needs());
    }

    /// What is under way on a private link, if it may run twice.
    LoneRequest loneRequest() {
        LoneRequest lone = loneRequest;
        if (lone == null) {
            lone = new LoneRequest();
            loneRequest = lone;
        }
        return lone;
    }

    /// What was sent of the transaction that is open on a private link.
    TransactionCopy transaction() {
        TransactionCopy copy = transaction;
        if (copy == null) {
            copy = new TransactionCopy(session.context());
            transaction = copy;
        }
        return copy;
    }

    /// Takes requests from the input; true if it should be called again.
    boolean advance() {
        PrivateMode mode = privateMode;
        return mode == null ? shared.advance() : mode.advance();
    }

    /// Replies that are outstanding.
    int owed() {
        PrivateMode mode = privateMode;
        return shared.owed() + (mode == null ? 0 : mode.owed());
    }

    /// Whether the client may just listen, or waits for what others do.
    boolean isWaiting() {
        PrivateMode mode = privateMode;
        return mode != null && mode.isWaiting();
    }

    /// Whether the server owes answers that wait for nobody.
    boolean hearsSoon() {
        PrivateMode mode = privateMode;
        return mode != null && mode.hearsSoon();
    }

    /// Whether what it sent is answered, but for what waits for others' doings.
    boolean isAnswered() {
        PrivateMode mode = privateMode;
        return shared.owed() == 0 && (mode == null || mode.isAnswered());
    }

    /// Who the client is has changed.
    void forgetLane() {
        shared.forgetLane();
    }

    /// The client reads again.
    void outputWritable() {
        shared.readOn();
        PrivateMode mode = privateMode;
        if (mode != null) {
            mode.readOn();
        }
    }

    /// Whether a request is sent in pieces, and its end is still to come.
    boolean isStreaming() {
        PrivateMode mode = privateMode;
        return mode != null && mode.isStreaming();
    }

    /// What the session is counted for while it is on a private link.
    Stay stay() {
        return stay;
    }

    boolean isShared() {
        return privateMode == null;
    }

    /// Whether requests are sent again, or replies wait for such.
    boolean isRecovering() {
        return shared.isRecovering();
    }

    boolean isServedBy(PrivateMode mode) {
        return privateMode == mode;
    }

    /// Moves to a private link, with the request that the scanner found, or a large one that is
    /// still coming, as its first.
    boolean enterPrivate() {
        return enterPrivate(session.profile().identity());
    }

    /// SELECT (<https://redis.io/docs/latest/commands/select/>): where a link that shares the
    /// wanted database is open the command goes there, and does nothing but hear what the server
    /// says to it.
    boolean select() {
        Integer wanted = Effects.database(session.input().arguments());
        Identity current = session.profile().identity();
        Identity target = wanted == null || wanted < 0 ? current : current.withDatabase(wanted);
        boolean known = wanted != null && session.backend().shares(target);
        return known ? shared.select(target) : enterPrivate();
    }

    /// INFO, whose number of clients is put right on its way back.
    boolean info() {
        return shared.askAlone(new InfoReply(shared, session.context()));
    }

    /// Where the shared link comes from that brings the replies now; null where there is none.
    @Nullable SocketAddress laneAddress() {
        return privateMode == null ? shared.laneAddress() : null;
    }

    /// The private mode; null on shared links.
    @Nullable PrivateMode privateMode() {
        return privateMode;
    }

    /// [#enterPrivate] for a command that is no matter of databases, and must get through while a
    /// script runs: then the server takes no SELECT on a new link.
    boolean runErrand() {
        return enterPrivate(session.profile().identity().withDatabase(0));
    }

    private boolean enterPrivate(Identity identity) {
        PrivateMode mode = new PrivateMode(session, identity);
        privateMode = mode;
        switch (session.backend().openPrivate(identity, mode)) {
            case NO_PRIMARY -> {
                privateMode = null;
                session.hold();
            }
            case LIMIT -> {
                privateMode = null;
                session.context().tallies().reasons().count(Reason.PRIVATE_LINKS);
                session.output().addLine("-" + Backend.LIMIT_REACHED);
                session.input().skip();
                return true;
            }
            case STARTED -> {
                stay.begin(session);
                if (mode.isOpen()) {
                    session.input().scanner().rewind();
                    return true;
                }
                session.standBefore(Session.Gate.OPENING);
            }
        }
        return false;
    }

    /// Whether a private link that ended with state is being replaced.
    boolean isRestoring() {
        PrivateMode mode = privateMode;
        return mode != null && mode.lostLink().isRestoring();
    }

    /// Whether the server has a transaction of this session open, or will have.
    boolean isInTransaction() {
        PrivateMode mode = privateMode;
        return mode != null && mode.isInTransaction();
    }

    /// There may be a primary that takes a private link: goes on with restoring one, if one is.
    void restore() {
        PrivateMode mode = privateMode;
        if (mode != null) {
            mode.lostLink().restore();
        }
    }

    /// The wait for a private link was too long; should it open still, it is given back.
    void giveUpOpening() {
        privateMode = null;
        stay.end();
    }

    /// The state is gone, and with it the need for a link of its own.
    void leavePrivate() {
        PrivateMode mode = privateMode;
        privateMode = null;
        stay.end();
        forgetTransaction();
        if (mode != null) {
            mode.leave();
        }
    }

    private void forgetTransaction() {
        if (transaction != null) {
            transaction.drop();
        }
    }

    /// The client is gone.
    void abandon() {
        PrivateMode mode = privateMode;
        privateMode = null;
        stay.end();
        forgetTransaction();
        if (mode != null) {
            mode.abandon();
        }
        shared.abandon();
    }

    /// The next request is refused.
    ///
    /// @return whether its client has got a reply to it already
    boolean refused() {
        return shared.refused();
    }

    /// Requests were refused: replies that waited for theirs may go.
    void refusedSome() {
        shared.refusedSome();
    }
}
