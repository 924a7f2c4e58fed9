package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.OwnCommands;
import dev.redoubt.resp.Rejection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/// The mode of a session whose state needs a link of its own. Each command is noted with what it
/// does to the connection; the answers carry that out. When everything is answered and no state is
/// left, the session goes back to shared links.
final class PrivateMode implements PrivateLink.User {
    private static final long RETRY_MILLIS = 50;

    private final Session session;
    private final boolean errand;
    private @Nullable PrivateLink link;
    private @Nullable ConnectionTracker tracker;
    private @Nullable Enquiry enquiry;
    private boolean monitors;
    private final LostLink lostLink;
    private final Passage passage;
    private final PrivateRequests requests;
    private final @Nullable PrivateCommit commit;

    /// @param identity of the link; other than the session's for one command that does not care
    PrivateMode(Session session, Identity identity) {
        this.session = session;
        errand = !identity.equals(session.profile().identity());
        lostLink = new LostLink(session, this);
        passage = new Passage(session, this);
        commit = PrivateCommit.of(session, this);
        requests = new PrivateRequests(session, this, passage, errand, commit);
    }

    boolean isOpen() {
        return link != null;
    }

    /// Commands that are not answered yet.
    int owed() {
        return tracker == null ? 0 : tracker.owed();
    }

    /// Whether a request is sent in pieces, and its end is still to come.
    boolean isStreaming() {
        return passage.isMidRequest();
    }

    /// Whether the client may just listen, or waits for what others do: the server may send
    /// something unasked, or answers when it likes.
    boolean isWaiting() {
        return tracker != null
                && (tracker.isUncounted() || tracker.state().isSubscribed() || tracker.isBlocked());
    }

    /// Whether its link has a transaction open, or will have.
    boolean isInTransaction() {
        return link != null && tracker != null && tracker.leavesTransaction();
    }

    /// Whether what it sent is answered, but for what waits for others' doings.
    boolean isAnswered() {
        boolean executed = commit != null && commit.isExecuted();
        return !isStreaming() && !executed && !awaitsAnswer();
    }

    /// Whether the server owes answers that wait for nobody.
    boolean hearsSoon() {
        return link != null && owed() > 0 && tracker != null && !tracker.isBlocked();
    }

    /// What follows the end of this mode's link.
    LostLink lostLink() {
        return lostLink;
    }

    /// The client reads again.
    void readOn() {
        lostLink.readOn();
        if (link != null) {
            link.unpause();
        }
    }

    /// Takes the next request; true if it should be called again.
    boolean advance() {
        PrivateLink open = link;
        ConnectionTracker connection = tracker;
        return open != null && connection != null && requests.advance(open, connection);
    }

    // What the client is to others

    /// Where the server sees the link come from; null without one.
    @Nullable SocketAddress linkAddress() {
        return link == null ? null : link.localAddress();
    }

    /// What the client is at the server. A link whose number is told serves no other client later.
    ClientFacts.Standing standing() {
        ConnectionTracker connection = tracker;
        PrivateLink open = link;
        if (connection == null || open == null) {
            return ClientFacts.Standing.SHARED;
        }
        String type =
                passage.isOpen() && !passage.isMidRequest()
                        ? "replica"
                        : connection.state().isSubscribed() ? "pubsub" : "normal";
        if (!connection.state().kept() && !connection.isUncounted() && !connection.isBlocked()) {
            return new ClientFacts.Standing(type, ClientFacts.Numbering.REDOUBT);
        }
        open.spoil();
        return new ClientFacts.Standing(type, ClientFacts.Numbering.SERVER);
    }

    // The link

    @Override
    public void opened(PrivateLink opened) {
        link = opened;
        ConnectionTracker carried = tracker;
        if (carried == null) {
            tracker = new ConnectionTracker(session, opened);
        } else {
            carried.moved(opened);
            lostLink.over();
        }
        if (session.hasEnded() || !session.modes().isServedBy(this)) {
            abandon();
            return;
        }
        session.held().stop();
        String name = session.profile().name();
        if (!opened.name().equals(name)) {
            opened.appendUnseen("CLIENT", "SETNAME", name);
            opened.named(name);
        }
        session.reopen(Session.Gate.OPENING);
    }

    @Override
    public void refused(OpenFailure failure) {
        if (session.hasEnded() || !session.modes().isServedBy(this)) {
            return;
        }
        session.modes().leavePrivate();
        if (session.gate() == Session.Gate.CLOSING) {
            session.output().closeAfterFlush();
        } else if (failure.isLoginRefused() && !session.isOwnUser()) {
            session.close();
        } else if (!errand && failure.isBusy() && session.isNext(Handling.MULTI)) {
            beginDoomed();
        } else if (failure.kind() == OpenFailure.Kind.REFUSED) {
            session.answerFirst(Errors.noPrivateLink(failure.text()));
        } else {
            session.hold();
            session.loop()
                    .eventLoop()
                    .schedule(session.held()::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// A server that a script keeps busy takes MULTI, but no SELECT. Refused, MULTI would leave
    /// what its client sends behind it to run alone; so it begins, on a link of another database,
    /// and its EXEC will run nothing.
    private void beginDoomed() {
        if (session.modes().runErrand()) {
            session.reopen(Session.Gate.OPENING);
        }
    }

    @Override
    public boolean awaitsAnswer() {
        return tracker != null && !isStreaming() && tracker.awaitsAnswer();
    }

    @Override
    public void uncongested() {
        session.reopen(Session.Gate.CONGESTED);
    }

    /// Gives the link back, with nothing of this session on it.
    void leave() {
        PrivateLink open = link;
        link = null;
        if (tracker != null) {
            tracker.forget();
        }
        if (open == null) {
            return;
        }
        if (owed() > 0 || (tracker != null && tracker.isAttached())) {
            open.spoil();
        }
        session.backend().release(open);
    }

    /// The client is gone, and takes with it what it waited for.
    void abandon() {
        if (tracker != null) {
            tracker.forget();
        }
        lostLink.abandon();
        if (link != null) {
            session.backend().abandon(link);
            link = null;
        }
    }

    /// Without state only the unanswered commands are told. State is given to another link, or,
    /// where that is not possible, the client's connection ends, as it would have without a proxy.
    @Override
    public void closed(String reason) {
        link = null;
        enquiry = null;
        if (commit != null) {
            commit.stop();
        }
        if (session.hasEnded()) {
            return;
        }
        ConnectionTracker connection = tracker;
        if (connection == null || lostLink.isHopeless(connection)) {
            session.close();
            return;
        }
        lostLink.settle(connection, passage);
        if (!connection.leavesState()) {
            session.modes().leavePrivate();
            session.linkGone();
        } else if (session.gate() == Session.Gate.CLOSING) {
            session.output().closeAfterFlush();
        } else {
            lostLink.replaceLink(connection);
        }
        if (!session.isOwnUser()) {
            session.context().recheck(session.profile().identity());
        }
    }

    // Replies

    @Override
    public void reply(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        if (monitors && OwnCommands.areMonitored(in, from, to)) {
            return;
        }
        if (type == '-' && piece == PrivateLink.Piece.WHOLE && comesAgain(in, from, to)) {
            return;
        }
        Enquiry asked = enquiry;
        PrivateLink open = link;
        if (commit != null && open != null && commit.keeps(type)) {
            commit.heard(open, in, from, to, piece, type);
            return;
        }
        if (asked == null
                || open == null
                || type == '>'
                || session.hasEnded()
                || !asked.keeps(open, in, from, to, piece)) {
            hand(in, from, to, piece, type);
        }
    }

    /// A primary that becomes a replica ends every wait, and says so: it goes on at the next one.
    private boolean comesAgain(ByteBuf in, int from, int to) {
        PrivateLink demoted = link;
        boolean executed = commit != null && commit.isExecuted();
        if (demoted == null
                || executed
                || owed() != 1
                || session.hasEnded()
                || !Rejection.isDemotion(in, from, to)
                || !session.modes().loneRequest().refused()) {
            return false;
        }
        // Later: the link is just being read.
        session.loop()
                .eventLoop()
                .execute(session.loop().faults().guarded(() -> demoted.giveUp("it was demoted")));
        return true;
    }

    /// The reply to what was just sent is put right by this, before anything else is sent.
    void enquires(Enquiry asked) {
        enquiry = asked;
    }

    /// The server tells what all clients ask from now on.
    void monitors() {
        monitors = true;
    }

    /// A write is committed, or this is to be said of it; or it came behind that.
    void handCommitted(byte[] reply) {
        hand(Unpooled.wrappedBuffer(reply), 0, reply.length, PrivateLink.Piece.WHOLE, reply[0]);
    }

    /// The whole reply to an enquiry is ready for its client, if that still waits for it.
    void hand(Enquiry done, byte[] reply) {
        if (done.equals(enquiry)) {
            enquiry = null;
            hand(Unpooled.wrappedBuffer(reply), 0, reply.length, PrivateLink.Piece.WHOLE, reply[0]);
        }
    }

    /// The reply to an enquiry goes to its client as it comes, with this as its begin.
    void handBegun(Enquiry over, byte[] reply) {
        if (over.equals(enquiry)) {
            enquiry = null;
            hand(Unpooled.wrappedBuffer(reply), 0, reply.length, PrivateLink.Piece.FIRST, reply[0]);
        }
    }

    private void hand(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        ConnectionTracker connection = tracker;
        if (session.hasEnded() || connection == null) {
            return;
        }
        session.output().add(in, from, to);
        if (link != null && !session.output().isWritable()) {
            // This link is the session's own: it is read at the client's pace.
            link.pause();
            lostLink.fellBehind();
        }
        session.pace().replied();
        connection.heard(in, from, to, piece, type);
        if (errand) {
            connection.spoilTransaction();
        }
        if (connection.isUncounted()) {
            // Nobody can tell any more when everything is answered: whoever waits for it goes on.
            session.drained();
        } else if (connection.isSettled() && !isStreaming()) {
            session.modes().loneRequest().forget();
            if (connection.state().isClean()) {
                session.modes().leavePrivate();
            }
            session.drained();
        }
    }
}
