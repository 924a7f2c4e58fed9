package dev.redoubt.session;

import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// The mode of a session whose state needs a link of its own. Each command is noted with what it
/// does to the connection; the answers carry that out. When everything is answered and no state is
/// left, the session goes back to shared links.
final class PrivateMode implements PrivateLink.User {
    private static final long RETRY_MILLIS = 50;

    private final Session session;
    private @Nullable PrivateLink link;
    private @Nullable ConnectionTracker tracker;

    PrivateMode(Session session) {
        this.session = session;
    }

    boolean isOpen() {
        return link != null;
    }

    /// Commands that are not answered yet.
    int owed() {
        return tracker == null ? 0 : tracker.owed();
    }

    /// Whether the server may send something unasked, so that the client may just listen.
    boolean listens() {
        return tracker != null && (tracker.isUncounted() || tracker.state().isSubscribed());
    }

    // Requests

    /// Takes the next request; true if it should be called again.
    boolean advance() {
        PrivateLink open = link;
        ConnectionTracker connection = tracker;
        if (open == null || connection == null) {
            return false;
        }
        RequestScanner scanner = session.input().scanner();
        return switch (scanner.scan(session.input().buffer())) {
            case INCOMPLETE -> false;
            case INLINE -> inline();
            case MALFORMED -> {
                malformed(scanner.problem());
                yield false;
            }
            case COMPLETE -> {
                if (open.congested()) {
                    session.await(Session.Gate.CONGESTED);
                    yield false;
                }
                yield take(open, connection);
            }
        };
    }

    private boolean inline() {
        boolean translated = session.input().translateInline(ByteBufAllocator.DEFAULT);
        if (!translated) {
            malformed("Protocol error: unbalanced quotes in request");
        }
        return translated;
    }

    private void malformed(String problem) {
        if (owed() == 0) {
            session.malformed(problem);
        } else {
            session.await(Session.Gate.DRAINING);
        }
    }

    private boolean take(PrivateLink open, ConnectionTracker connection) {
        if (!session.isAuthenticated() && owed() > 0) {
            // The link is the pool's own user until the server has answered the client's AUTH.
            session.await(Session.Gate.DRAINING);
            return false;
        }
        ClientInput input = session.input();
        RequestScanner scanner = input.scanner();
        CommandSpec spec =
                session.context()
                        .table()
                        .find(input.buffer(), scanner.nameStart(), scanner.nameLength());
        if (isAnsweredHere(spec)) {
            if (owed() > 0) {
                session.await(Session.Gate.DRAINING);
                return false;
            }
            return SpecialCommands.handle(session, spec);
        }
        Authentication.translate(session, spec);
        Effect effect =
                spec.handling() == Handling.PLAIN
                        ? Effects.of(spec, List.of(), 0)
                        : Effects.of(spec, input.arguments(), scanner.argumentCount());
        if (effect instanceof Effect.Uncounted && owed() > 0) {
            session.await(Session.Gate.DRAINING);
            return false;
        }
        if (spec.handling() == Handling.WAIT && owed() == 0 && !connection.isAttached()) {
            // Up to Redis 7.0 any command makes a later WAIT cover what others' links wrote.
            open.appendUnseen("PING");
        }
        open.append(input.buffer(), scanner.start(), scanner.end());
        session.context().tallies().commands().add(1);
        connection.sent(spec.name(), effect);
        scanner.next();
        return true;
    }

    private static boolean isAnsweredHere(CommandSpec spec) {
        return switch (spec.handling()) {
            case QUIT, RESET, REPLICATION, FOREIGN -> true;
            case AUTH,
                    HELLO,
                    PLAIN,
                    ENDING,
                    BLOCKING,
                    CONNECTION,
                    WAIT,
                    MULTI,
                    WATCH,
                    SELECT,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    MONITOR ->
                    false;
        };
    }

    // The link

    @Override
    public void opened(PrivateLink opened) {
        link = opened;
        tracker = new ConnectionTracker(session, opened);
        if (session.hasEnded() || !session.isServedBy(this)) {
            abandon();
            return;
        }
        session.held().stop();
        if (!opened.name().equals(session.name())) {
            opened.appendUnseen("CLIENT", "SETNAME", session.name());
            opened.named(session.name());
        }
        session.reopen(Session.Gate.OPENING);
    }

    @Override
    public void refused(OpenFailure failure) {
        if (session.hasEnded() || !session.isServedBy(this)) {
            return;
        }
        session.leavePrivate();
        if (failure.isLoginRefused() && !session.isOwnUser()) {
            session.close();
        } else if (failure.kind() == OpenFailure.Kind.REFUSED) {
            session.answerFirst(Errors.noPrivateLink(failure.text()));
        } else {
            session.hold();
            session.loop()
                    .eventLoop()
                    .schedule(session.held()::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void uncongested() {
        session.reopen(Session.Gate.CONGESTED);
    }

    /// Gives the link back, with nothing of this session on it.
    void leave() {
        PrivateLink open = link;
        link = null;
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
        if (link != null) {
            session.backend().abandon(link);
            link = null;
        }
    }

    /// State that died with the link cannot be given back to the client, so its connection ends, as
    /// it would have without a proxy; without state only the unanswered commands are told.
    @Override
    public void closed(String reason) {
        link = null;
        if (session.hasEnded()) {
            return;
        }
        ConnectionTracker connection = tracker;
        if (connection == null || connection.isAttached()) {
            session.close();
            return;
        }
        for (Expectation unanswered : connection.unanswered()) {
            session.output().addLine(Errors.unanswered(unanswered.command()));
            session.context().tallies().unanswered().add(1);
        }
        session.leavePrivate();
        session.linkGone();
        if (!session.isOwnUser()) {
            session.context().recheck(session.identity());
        }
    }

    // Replies

    @Override
    public void reply(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        ConnectionTracker connection = tracker;
        if (session.hasEnded() || connection == null) {
            return;
        }
        session.output().add(in, from, to);
        session.replied();
        connection.heard(in, from, to, piece, type);
        if (connection.isUncounted()) {
            // Nobody can tell any more when everything is answered: whoever waits for it goes on.
            session.drained();
        } else if (connection.isSettled()) {
            if (connection.state().isClean()) {
                session.leavePrivate();
            }
            session.drained();
        }
    }
}
