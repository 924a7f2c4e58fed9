package dev.redoubt.session;

import dev.redoubt.backend.Asked;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.failover.Fate;
import dev.redoubt.failover.Fate.Sending;
import dev.redoubt.resp.Rejection;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// Gathers what a lane leaves of one session when it ends, or when its server turns requests away:
/// the requests that can be sent again, and for the others what their client is told. Owned by one
/// session.
final class Salvage {
    private final SessionContext context;
    private final Patience patience;
    private final ByteBuf requests;
    private final Replay replay = new Replay();
    private int told;
    private int repeated;
    private long replyBytes;
    private @Nullable ByteBuf unitReplies;
    private int unitAnswered;

    /// @param patience whether what was sent may be sent once more
    Salvage(SessionContext context, ByteBuf buffer, Patience patience) {
        this.context = context;
        this.patience = patience;
        requests = buffer;
    }

    /// A request that ends every link it is sent over may be the reason: it must not bring down one
    /// server after the other.
    enum Patience {
        LEFT,
        EXHAUSTED
    }

    /// Requests to send again.
    ByteBuf requests() {
        return requests;
    }

    /// In which order with what is known.
    Replay replay() {
        return replay;
    }

    /// Requests whose client is told that nobody knows whether they ran.
    int told() {
        return told;
    }

    int repeated() {
        return repeated;
    }

    /// Bytes of replies that wait.
    long replyBytes() {
        return replyBytes;
    }

    /// The lane ended.
    ///
    /// @param deliveredBefore how many of their replies the client has got
    void unanswered(Asked asked, int deliveredBefore) {
        int delivered = deliveredBefore;
        if (unitReplies != null) {
            unitReplies.release();
            unitReplies = null;
            delivered = unitAnswered;
        }
        Sending sending = asked.sent() ? Sending.SENT : Sending.NOT_SENT;
        RequestScanner scanner = scanner(asked);
        boolean unit = find(asked, scanner).handling() == Handling.MULTI;
        if (unit && isUnitRepeatable(asked, sending)) {
            again(asked.in(), asked.from(), end(asked), asked.commands(), delivered);
            return;
        }
        for (int i = 0; i < asked.commands(); i++) {
            CommandSpec command = find(asked, scanner);
            if (i >= delivered) {
                Fate fate = unit ? Fate.AMBIGUOUS : unanswered(command, sending);
                if (fate == Fate.REPEAT) {
                    again(asked.in(), scanner.start(), scanner.end(), 1, 0);
                } else {
                    tell(Errors.unanswered(name(asked.in(), scanner)));
                }
            }
            scanner.next();
            if (i + 1 < asked.commands()) {
                scan(asked, scanner);
            }
        }
    }

    private Fate unanswered(CommandSpec command, Sending sending) {
        boolean hopeless = patience == Patience.EXHAUSTED && sending == Sending.SENT;
        return hopeless
                ? Fate.AMBIGUOUS
                : Fate.unanswered(command, sending, context.unansweredWrites());
    }

    /// The transaction may run again if all in it may: MULTI and EXEC themselves change nothing.
    private boolean isUnitRepeatable(Asked asked, Sending sending) {
        RequestScanner scanner = scanner(asked);
        for (int i = 1; i < asked.commands() - 1; i++) {
            scanner.next();
            scan(asked, scanner);
            CommandSpec command = find(asked, scanner);
            if (unanswered(command, sending) != Fate.REPEAT) {
                return false;
            }
        }
        return true;
    }

    /// A rejection, or a reply that came behind one.
    ///
    /// @param delivered how many of their replies the client has got
    /// @return whether it is dealt with; not when the words may be a script's own
    boolean setsAside(Asked asked, ByteBuf in, int from, int to, int delivered) {
        RequestScanner scanner = scanner(asked);
        if (find(asked, scanner).handling() == Handling.MULTI) {
            unit(asked, in, from, to, delivered);
            return true;
        }
        for (int i = 0; i < asked.answered(); i++) {
            scanner.next();
            scan(asked, scanner);
        }
        CommandSpec command = find(asked, scanner);
        boolean rejected = Rejection.is(in, from, to);
        boolean isServersWord = rejected && Fate.rejected(command) == Fate.REPEAT;
        if (rejected && !isServersWord && isEmpty()) {
            return false;
        }
        if (isServersWord || (!rejected && command.repeatable())) {
            again(asked.in(), scanner.start(), scanner.end(), 1, 0);
        } else {
            known(in.alloc().directBuffer(to - from).writeBytes(in, from, to - from));
        }
        return true;
    }

    /// Whether a transaction ran is known with the answer to its EXEC.
    private void unit(Asked asked, ByteBuf in, int from, int to, int delivered) {
        ByteBuf replies = unitReplies;
        if (replies == null) {
            replies = in.alloc().directBuffer(to - from);
            unitReplies = replies;
            unitAnswered = delivered;
        }
        replies.writeBytes(in, from, to - from);
        if (asked.answered() + 1 < asked.commands()) {
            return;
        }
        unitReplies = null;
        if (Rejection.isAbort(in, from, to) || Rejection.is(in, from, to)) {
            replies.release();
            again(asked.in(), asked.from(), end(asked), asked.commands(), unitAnswered);
        } else {
            known(replies);
        }
    }

    private boolean isEmpty() {
        return repeated == 0 && told == 0 && replyBytes == 0 && unitReplies == null;
    }

    private void again(ByteBuf in, int from, int to, int commands, int answered) {
        requests.writeBytes(in, from, to - from);
        replay.again(commands, answered);
        repeated += commands;
    }

    private void tell(String line) {
        ByteBuf reply = requests.alloc().directBuffer(line.length() * 3 + 2);
        ByteBufUtil.writeUtf8(reply, line);
        known(reply.writeByte('\r').writeByte('\n'));
        told++;
    }

    private void known(ByteBuf reply) {
        replay.known(reply);
        replyBytes += reply.readableBytes();
    }

    private CommandSpec find(Asked asked, RequestScanner scanner) {
        return context.find(asked.in(), scanner);
    }

    private static RequestScanner scanner(Asked asked) {
        RequestScanner scanner = new RequestScanner(Integer.MAX_VALUE);
        scanner.begin(asked.from());
        scan(asked, scanner);
        return scanner;
    }

    private static void scan(Asked asked, RequestScanner scanner) {
        RequestScanner.Result found = scanner.scan(asked.in());
        assert found == RequestScanner.Result.COMPLETE;
    }

    private static int end(Asked asked) {
        RequestScanner scanner = scanner(asked);
        for (int i = 1; i < asked.commands(); i++) {
            scanner.next();
            scan(asked, scanner);
        }
        return scanner.end();
    }

    private static String name(ByteBuf in, RequestScanner scanner) {
        return in.toString(
                scanner.nameStart(), Math.min(scanner.nameLength(), 64), StandardCharsets.US_ASCII);
    }

    /// Frees everything.
    void release() {
        requests.release();
        replay.release();
        if (unitReplies != null) {
            unitReplies.release();
            unitReplies = null;
        }
    }
}
