package dev.redoubt.session;

import dev.redoubt.backend.Lane;
import dev.redoubt.backend.ReplySink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.InlineRequest;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The common mode: requests that leave their connection clean go over a lane that many sessions
/// share, neighbours in one piece; replies come back in order as bytes. All else is handed to
/// [SpecialCommands], one request at a time, when everything before it is answered.
final class SharedMode implements ReplySink {
    private final Session session;
    private final int spread;
    private @Nullable Lane lane;
    private int owed;
    private boolean waitingForLane;

    SharedMode(Session session, int spread) {
        this.session = session;
        this.spread = spread;
    }

    /// Replies that are outstanding.
    int owed() {
        return owed;
    }

    void forgetLane() {
        lane = null;
    }

    /// Whether the server is behind with reading what this session's lane carries.
    boolean congested() {
        Lane current = lane;
        if (current == null || !current.congested()) {
            return false;
        }
        if (!waitingForLane) {
            waitingForLane = true;
            current.whenUncongested(this::uncongested);
        }
        return true;
    }

    private void uncongested() {
        waitingForLane = false;
        if (!session.hasEnded()) {
            session.regulateReading();
        }
    }

    /// Takes as many requests as there are; true if it should be called again.
    boolean advance() {
        ClientInput input = session.input();
        RequestScanner scanner = input.scanner();
        ByteBuf in = input.buffer();
        int from = 0;
        int to = 0;
        int count = 0;
        while (true) {
            RequestScanner.Result found = scanner.scan(in);
            if (found == RequestScanner.Result.COMPLETE) {
                CommandSpec spec =
                        session.context()
                                .table()
                                .find(in, scanner.nameStart(), scanner.nameLength());
                if (isShared(spec.handling())) {
                    if (count == 0) {
                        if (!laneReady()) {
                            return false;
                        }
                        from = scanner.start();
                    }
                    count++;
                    to = scanner.end();
                    scanner.next();
                    continue;
                }
                send(in, from, to, count);
                return special(spec);
            }
            send(in, from, to, count);
            return switch (found) {
                case INLINE -> inline();
                case MALFORMED -> {
                    malformed();
                    yield false;
                }
                case COMPLETE, INCOMPLETE -> false;
            };
        }
    }

    private boolean isShared(Handling handling) {
        return (handling == Handling.PLAIN || handling == Handling.ENDING)
                && session.isAuthenticated();
    }

    private void send(ByteBuf in, int from, int to, int count) {
        Lane current = lane;
        if (count > 0 && current != null) {
            owed += count;
            session.context().tallies().commands().add(count);
            current.append(this, in, from, to, count);
        }
    }

    /// Finds a usable lane, or holds the session; an identity that the server refuses is told so.
    private boolean laneReady() {
        Lane current = lane;
        if (current != null && current.usable()) {
            return true;
        }
        if (owed > 0) {
            session.await(Session.Gate.DRAINING);
            return false;
        }
        String refusal = session.backend().takeRefusal(session.identity());
        if (refusal != null) {
            session.held().refuseLogin(refusal);
            return false;
        }
        lane = session.backend().lane(session.identity(), spread);
        if (lane == null) {
            session.hold();
            return false;
        }
        return true;
    }

    private boolean special(CommandSpec spec) {
        if (spec.handling() == Handling.MULTI && session.isAuthenticated()) {
            int unit = unitLength();
            if (unit > 0) {
                return transaction(unit);
            }
        }
        if (owed > 0) {
            session.await(Session.Gate.DRAINING);
            return false;
        }
        return SpecialCommands.handle(session, spec);
    }

    /// Requests from the MULTI that the scanner found to its EXEC, if they can go as one unit.
    private int unitLength() {
        return TransactionUnit.length(
                session.input().buffer(), session.input().scanner().start(), session.context());
    }

    /// MULTI to EXEC in one piece leaves nothing behind: it travels like any other command.
    private boolean transaction(int count) {
        if (!laneReady()) {
            return false;
        }
        RequestScanner scanner = session.input().scanner();
        ByteBuf in = session.input().buffer();
        int start = scanner.start();
        for (int i = 1; i < count; i++) {
            scanner.next();
            scanner.scan(in);
        }
        send(in, start, scanner.end(), count);
        scanner.next();
        return true;
    }

    private boolean inline() {
        List<byte[]> arguments = InlineRequest.split(session.input().line());
        if (arguments == null) {
            malformedAfterReplies("Protocol error: unbalanced quotes in request");
            return false;
        }
        if (arguments.isEmpty()) {
            session.input().scanner().next();
        } else {
            session.input().replace(arguments, ByteBufAllocator.DEFAULT);
        }
        return true;
    }

    private void malformed() {
        malformedAfterReplies(session.input().scanner().problem());
    }

    private void malformedAfterReplies(String problem) {
        if (owed > 0) {
            session.await(Session.Gate.DRAINING);
        } else {
            session.malformed(problem);
        }
    }

    // Replies

    @Override
    public void replies(ByteBuf in, int from, int to, int completed) {
        owed -= completed;
        if (session.hasEnded()) {
            return;
        }
        session.output().add(in, from, to);
        session.replied();
        if (owed == 0 && completed > 0) {
            session.drained();
        }
    }

    @Override
    public void replyCut() {
        session.close();
    }

    @Override
    public void unanswered(ByteBuf in, int from, int to, int name, int nameLength) {
        owed--;
        session.context().tallies().unanswered().add(1);
        if (session.hasEnded()) {
            return;
        }
        String command = in.toString(name, Math.min(nameLength, 64), StandardCharsets.US_ASCII);
        session.output().addLine(Errors.unanswered(command));
        if (owed == 0) {
            session.drained();
        }
    }
}
