package dev.redoubt.session;

import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How a session's requests go over its private link: each is noted with what it does to the
/// connection. Owned by one private mode.
final class PrivateRequests {
    private final Session session;
    private final PrivateMode mode;
    private final Passage passage;
    private final boolean errand;
    private final @Nullable PrivateCommit commit;
    private boolean writesSent;

    /// @param errand whether the link is another's than the session says it is, for one command
    /// @param commit null where the pool promises nothing
    PrivateRequests(
            Session session,
            PrivateMode mode,
            Passage passage,
            boolean errand,
            @Nullable PrivateCommit commit) {
        this.session = session;
        this.mode = mode;
        this.passage = passage;
        this.errand = errand;
        this.commit = commit;
    }

    /// Takes the next request; true if it should be called again.
    boolean advance(PrivateLink open, ConnectionTracker connection) {
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
        if ((errand || !session.profile().isAuthenticated()) && connection.owed() > 0) {
            // The link is the pool's own user until the server has answered the client's AUTH.
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        ClientInput input = session.input();
        RequestScanner scanner = input.scanner();
        CommandSpec spec = session.context().find(input.buffer(), scanner);
        if (isAnsweredHere(spec) && !(connection.isUncounted() && endsState(spec))) {
            if (connection.owed() > 0) {
                session.standBefore(Session.Gate.DRAINING);
                return false;
            }
            if (!SentinelCommands.areLeftToServer(session, spec, connection)) {
                return SpecialCommands.handle(session, spec);
            }
        }
        if (connection.isWatchBroken() && spec.name().equals("exec")) {
            if (connection.owed() > 0) {
                session.standBefore(Session.Gate.DRAINING);
                return false;
            }
            if (connection.state().multi() && scanner.argumentCount() == 1) {
                return abort(open, connection);
            }
        }
        if (session.backend().interference().isAny() && isHeldBack(spec, connection)) {
            return false;
        }
        if (commit != null && !commit.admits(spec, connection)) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        if (commit != null && commit.holds(spec, connection)) {
            session.hold();
            return false;
        }
        Authentication.translate(session, spec);
        ReservedChannel.translate(input, spec);
        Effect effect =
                spec.handling() == Handling.PLAIN || spec.handling() == Handling.PUBLISH
                        ? Effects.of(spec, List.of(), 0)
                        : Effects.of(spec, input.arguments(), scanner.argumentCount());
        if (effect instanceof Effect.Uncounted && connection.owed() > 0) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        if (spec.handling() == Handling.WAIT
                && connection.owed() == 0
                && !connection.isAttached()) {
            coverOthersWrites(open);
        }
        Enquiry asked = Enquiry.of(session, mode, spec, connection);
        if (asked != null) {
            return enquire(asked, spec, open, connection);
        }
        if (spec.handling() == Handling.SCRIPT) {
            session.context().scripts().sees(session, spec, input.buffer(), scanner);
        }
        keepLone(spec, effect, connection);
        session.modes().transaction().sends(effect, input.buffer(), scanner.start(), scanner.end());
        sending(spec, connection);
        int from = scanner.start();
        int to = scanner.end();
        // First: the link may end at the writing, and then tells what is unanswered, and what of it
        // comes again stands before what the client has sent since.
        connection.sent(spec, effect);
        scanner.next();
        open.append(input.buffer(), from, to);
        session.context().tallies().commands().add(1);
        if (spec.handling() == Handling.MONITOR) {
            mode.monitors();
        }
        if (spec.handling() == Handling.REPLICATION) {
            open.passRaw();
            passage.beginEverything();
        }
        return true;
    }

    /// Whether the request that the scanner found waits for the end of a pause of writes.
    private boolean isHeldBack(CommandSpec spec, ConnectionTracker connection) {
        boolean runs = spec.name().equals("exec");
        boolean held =
                runs
                        ? writesSent && session.backend().interference().holdsWrites()
                        : WriteHold.stops(session, spec) && !connection.queues();
        if (held) {
            holdBack(connection);
        }
        return held;
    }

    /// Once everything before it is answered, it is known whether a transaction is open.
    private void holdBack(ConnectionTracker connection) {
        if (connection.owed() > 0) {
            session.standBefore(Session.Gate.DRAINING);
        } else {
            session.hold();
        }
    }

    /// Sends a command whose reply is put right, with nothing before it unanswered, and nothing
    /// sent behind it before it is answered.
    private boolean enquire(
            Enquiry asked, CommandSpec spec, PrivateLink open, ConnectionTracker connection) {
        if (connection.owed() > 0) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        Effect none = new Effect.None();
        keepLone(spec, none, connection);
        RequestScanner scanner = session.input().scanner();
        mode.enquires(asked);
        connection.sent(spec, none);
        asked.send(open, session.input().buffer(), scanner.start(), scanner.end());
        session.context().tallies().commands().add(1);
        scanner.next();
        if (connection.owed() > 0) {
            session.shut(Session.Gate.DRAINING);
        }
        return false;
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
        if (connection.owed() > 0) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        if (commit != null && commit.isUnderWay()) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        CommandSpec spec = LargeRequest.of(session).command();
        if ((commit != null && commit.holds(spec, connection))
                || (!connection.state().multi() && WriteHold.stopsBegun(session, spec))) {
            session.hold();
            return false;
        }
        return passage.beginRequest(connection, this::sending);
    }

    private void sending(CommandSpec spec, ConnectionTracker connection) {
        boolean ends = spec.name().equals("exec") || spec.name().equals("discard");
        boolean begins = spec.handling() == Handling.MULTI && !connection.mayHaveBegun();
        writesSent = !ends && !begins && (writesSent || spec.mayWrite());
        if (commit != null) {
            commit.sending(spec, connection);
        }
    }

    private boolean isAnsweredHere(CommandSpec spec) {
        return switch (spec.handling()) {
            case QUIT, RESET, FOREIGN, SENTINEL -> true;
            case PUBLISH ->
                    ReservedChannel.isIn(session.input().buffer(), session.input().scanner());
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
}
