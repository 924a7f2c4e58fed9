package dev.redoubt.session;

import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

import java.util.function.BiConsumer;

/// What goes over a private link in pieces as it comes: a request too large to gather, or, once the
/// connection is a replica's, everything. Owned by one private mode.
final class Passage {
    private enum Kind {
        NONE,
        REQUEST,
        EVERYTHING
    }

    private final Session session;
    private final PrivateMode mode;
    private Kind kind = Kind.NONE;

    Passage(Session session, PrivateMode mode) {
        this.session = session;
        this.mode = mode;
    }

    /// Whether the next bytes of the input go on in pieces.
    boolean isOpen() {
        return kind != Kind.NONE;
    }

    /// Whether the end of a request is still to come.
    boolean isMidRequest() {
        return kind == Kind.REQUEST;
    }

    /// A request too large to gather has begun; true if it should be passed on.
    ///
    /// @param sending hears of the command before it is sent
    boolean beginRequest(
            ConnectionTracker connection, BiConsumer<CommandSpec, ConnectionTracker> sending) {
        LargeRequest request = LargeRequest.of(session);
        if (request.refusal() != null) {
            connection.spoilTransaction();
            return SpecialCommands.answer(session, request.refusal());
        }
        session.modes().transaction().miss();
        sending.accept(request.command(), connection);
        connection.sent(request.command(), request.effect());
        session.context().tallies().commands().add(1);
        kind = Kind.REQUEST;
        return true;
    }

    /// What the client sends is not in requests any more, or nobody's business.
    void beginEverything() {
        kind = Kind.EVERYTHING;
    }

    /// The link ended within a request.
    void stop() {
        kind = Kind.NONE;
    }

    /// Passes on what has come; true if there may be more.
    boolean advance(PrivateLink open) {
        if (open.congested()) {
            session.shut(Session.Gate.CONGESTED);
            return false;
        }
        return kind == Kind.REQUEST ? request(open) : everything(open);
    }

    private boolean request(PrivateLink open) {
        ByteBuf in = session.input().buffer();
        RequestScanner scanner = session.input().scanner();
        int from = scanner.start();
        RequestScanner.Result found = scanner.scan(in);
        if (found == RequestScanner.Result.INCOMPLETE) {
            open.appendPart(in, from, scanner.pass(in.writerIndex()));
            return false;
        }
        if (found == RequestScanner.Result.COMPLETE) {
            kind = Kind.NONE;
            open.appendPart(in, from, scanner.end());
            open.asked();
            scanner.next();
            session.streamed();
            return true;
        }
        // The server, which may allow more, must not wait for the rest.
        mode.abandon();
        session.output().addLine("-ERR " + scanner.problem());
        session.closeWhenFlushed();
        return false;
    }

    private boolean everything(PrivateLink open) {
        ByteBuf in = session.input().buffer();
        RequestScanner scanner = session.input().scanner();
        int from = scanner.start();
        scanner.begin(in.writerIndex());
        open.append(in, from, in.writerIndex());
        return false;
    }
}
