package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.OwnCommands;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.util.List;
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

    /// @param identity of the link; other than the session's for one command that does not care
    PrivateMode(Session session, Identity identity) {
        this.session = session;
        errand = !identity.equals(session.profile().identity());
        lostLink = new LostLink(session, this);
        passage = new Passage(session, this);
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

    // Requests

    /// Takes the next request; true if it should be called again.
    boolean advance() {
        PrivateLink open = link;
        ConnectionTracker connection = tracker;
        if (open == null || connection == null) {
            return false;
        }
        if (passage.isOpen()) {
            return passage.advance(open);
        }
        RequestScanner scanner = session.input().scanner();
        return switch (scanner.scan(session.input().buffer())) {
            case INCOMPLETE -> session.isTooLargeToGather() && beginStream(connection);
            case INLINE -> session.takeInline();
            case MALFORMED -> {
                session.malformed(scanner.problem());
                yield false;
            }
            case COMPLETE -> {
                if (open.congested()) {
                    session.standBefore(Session.Gate.CONGESTED);
                    yield false;
                }
                if (!open.isUsable()) {
                    session.hold();
                    yield false;
                }
                yield take(open, connection);
            }
        };
    }

    private boolean take(PrivateLink open, ConnectionTracker connection) {
        if ((errand || !session.profile().isAuthenticated()) && owed() > 0) {
            // The link is the pool's own user until the server has answered the client's AUTH.
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        ClientInput input = session.input();
        RequestScanner scanner = input.scanner();
        CommandSpec spec = session.context().find(input.buffer(), scanner);
        if (isAnsweredHere(spec) && !(connection.isUncounted() && endsState(spec))) {
            if (owed() > 0) {
                session.standBefore(Session.Gate.DRAINING);
                return false;
            }
            if (!SentinelCommands.areLeftToServer(session, spec, connection)) {
                return SpecialCommands.handle(session, spec);
            }
        }
        if (connection.isWatchBroken() && spec.name().equals("exec")) {
            if (owed() > 0) {
                session.standBefore(Session.Gate.DRAINING);
                return false;
            }
            if (connection.state().multi() && scanner.argumentCount() == 1) {
                return abort(open, connection);
            }
        }
        Authentication.translate(session, spec);
        SentinelHello.translate(input, spec);
        Effect effect =
                spec.handling() == Handling.PLAIN || spec.handling() == Handling.PUBLISH
                        ? Effects.of(spec, List.of(), 0)
                        : Effects.of(spec, input.arguments(), scanner.argumentCount());
        if (effect instanceof Effect.Uncounted && owed() > 0) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        if (spec.handling() == Handling.WAIT && owed() == 0 && !connection.isAttached()) {
            coverOthersWrites(open);
        }
        Enquiry asked = Enquiry.of(session, this, spec, connection);
        if (asked != null) {
            return enquire(asked, spec, open, connection);
        }
        keepLone(spec, effect, connection);
        // First: the link may end at the writing, and then tells what is unanswered.
        connection.sent(spec, effect);
        open.append(input.buffer(), scanner.start(), scanner.end());
        session.context().tallies().commands().add(1);
        scanner.next();
        monitors |= spec.handling() == Handling.MONITOR;
        if (spec.handling() == Handling.REPLICATION) {
            open.passRaw();
            passage.beginEverything();
        }
        return true;
    }

    /// Sends a command whose reply is put right, with nothing before it unanswered, and nothing
    /// sent behind it before it is answered.
    private boolean enquire(
            Enquiry asked, CommandSpec spec, PrivateLink open, ConnectionTracker connection) {
        if (owed() > 0) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        Effect none = new Effect.None();
        keepLone(spec, none, connection);
        RequestScanner scanner = session.input().scanner();
        enquiry = asked;
        connection.sent(spec, none);
        asked.send(open, session.input().buffer(), scanner.start(), scanner.end());
        session.context().tallies().commands().add(1);
        scanner.next();
        if (owed() > 0) {
            session.shut(Session.Gate.DRAINING);
        }
        return false;
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

    /// This client's writes went over shared links. Up to Redis 7.0 any command makes a later WAIT
    /// cover what other connections wrote; from 7.2 on only one that the replicas hear of, which
    /// comes behind all that was written before it.
    private void coverOthersWrites(PrivateLink open) {
        if (session.context().waitsForOwnWrites()) {
            open.appendUnseen("PUBLISH", "__redoubt__:wait", "");
        } else {
            open.appendUnseen("PING");
        }
    }

    /// Where nobody can tell what is answered, these are the server's to answer in their turn.
    private static boolean endsState(CommandSpec spec) {
        return spec.handling() == Handling.QUIT || spec.handling() == Handling.RESET;
    }

    private void keepLone(CommandSpec spec, Effect effect, ConnectionTracker connection) {
        LoneRequest lone = session.modes().loneRequest();
        if (connection.isSettled()) {
            RequestScanner scanner = session.input().scanner();
            ByteBuf in = session.input().buffer();
            lone.keep(spec, effect, connection.state(), in, scanner.start(), scanner.end());
        } else {
            lone.forget();
        }
    }

    /// Redis would answer this EXEC with a null, had it seen what was watched change. Spoiled
    /// before, its own EXEC runs nothing either.
    private boolean abort(PrivateLink open, ConnectionTracker connection) {
        open.appendUnseen("GET");
        open.appendUnseen("EXEC");
        boolean goesOn = SpecialCommands.answer(session, connection.abort());
        if (connection.state().isClean()) {
            session.modes().leavePrivate();
        }
        return goesOn;
    }

    /// A request too large to gather goes on in pieces, as it comes.
    private boolean beginStream(ConnectionTracker connection) {
        if (owed() > 0) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        return passage.beginRequest(connection);
    }

    private boolean isAnsweredHere(CommandSpec spec) {
        return switch (spec.handling()) {
            case QUIT, RESET, FOREIGN, SENTINEL -> true;
            case PUBLISH -> SentinelHello.isIn(session.input().buffer(), session.input().scanner());
            case AUTH,
                    HELLO,
                    INFO,
                    PLAIN,
                    SCRIPT,
                    ENDING,
                    BLOCKING,
                    CONNECTION,
                    WAIT,
                    MULTI,
                    WATCH,
                    SELECT,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    MONITOR,
                    REPLICATION ->
                    false;
        };
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
        if (session.hasEnded()) {
            return;
        }
        ConnectionTracker connection = tracker;
        if (connection == null || lostLink.isHopeless(connection)) {
            session.close();
            return;
        }
        if (comesAgain(connection.unanswered())) {
            connection.forgetUnanswered();
        } else {
            tellUnanswered(connection);
        }
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

    /// A command that was alone under way, and may run twice, is sent over the next link.
    private boolean comesAgain(List<Expectation> unanswered) {
        boolean mayCome = unanswered.size() == 1 && !isStreaming();
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

    /// Of a transaction whose EXEC was not sent nothing has run: it goes on, to be aborted.
    private void tellUnanswered(ConnectionTracker connection) {
        List<Expectation> unanswered = connection.unanswered();
        int open = connection.openTransaction();
        if (open < unanswered.size() && !isStreaming()) {
            lostLink.tell(unanswered.subList(0, open));
            lostLink.tellQueued(unanswered.subList(open, unanswered.size()));
        } else if (isStreaming() && !unanswered.isEmpty()) {
            passage.stop();
            lostLink.tell(unanswered.subList(0, unanswered.size() - 1));
            lostLink.tellCutShort(unanswered.getLast());
        } else {
            lostLink.tell(unanswered);
        }
    }

    // Replies

    @Override
    public void reply(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        if (monitors && OwnCommands.areMonitored(in, from, to)) {
            return;
        }
        Enquiry asked = enquiry;
        PrivateLink open = link;
        if (asked == null
                || open == null
                || type == '>'
                || session.hasEnded()
                || !asked.keeps(open, in, from, to, piece)) {
            hand(in, from, to, piece, type);
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
