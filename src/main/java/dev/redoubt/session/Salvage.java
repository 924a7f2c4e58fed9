package dev.redoubt.session;

import dev.redoubt.backend.Asked;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.failover.Fate;
import dev.redoubt.failover.Fate.Sending;
import dev.redoubt.resp.Rejection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Gathers what a lane leaves of one session when it ends, or when its server turns requests away:
/// the requests that can be sent again, and for the others what their client is told. Owned by one
/// session.
final class Salvage {
    /// A request that ends every link it is sent over may be the reason: it must not bring down one
    /// server after the other.
    enum Patience {
        LEFT,
        EXHAUSTED
    }

    /// One of the client's commands, or a whole transaction.
    private sealed interface Item {
        /// @param from where its request begins in `requests`
        /// @param answered replies that the client has got already
        /// @param errors what its client hears, command by command, should something behind it have
        ///   run; empty where it was never sent
        record Again(int from, int to, int commands, int answered, List<String> errors)
                implements Item {}

        /// A reply in full.
        record Known(ByteBuf reply) implements Item {}
    }

    private final SessionContext context;
    private final Patience patience;
    private final ByteBuf requests;
    private final List<Item> items = new ArrayList<>();
    private int told;
    private int repeated;
    private long replyBytes;
    private @Nullable ByteBuf unitReplies;
    private int unitAnswered;

    /// @param buffer for the requests
    /// @param patience whether what was sent may be sent once more
    Salvage(SessionContext context, ByteBuf buffer, Patience patience) {
        this.context = context;
        this.patience = patience;
        requests = buffer;
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

    /// What is to be done over again, in order.
    ///
    /// @param again takes the requests
    Replay replay(ByteBuf again) {
        Replay replay = new Replay();
        for (Item item : items) {
            switch (item) {
                case Item.Again(int from, int to, int commands, int answered, _) -> {
                    again.writeBytes(requests, from, to - from);
                    replay.again(commands, answered);
                    repeated += commands;
                }
                case Item.Known(ByteBuf reply) -> replay.known(reply);
            }
        }
        items.clear();
        return replay;
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
        RequestWalk walk = new RequestWalk(asked, context);
        boolean unit = walk.command().handling() == Handling.MULTI;
        if (unit && isUnitRepeatable(asked, sending)) {
            List<String> errors = walk.names().stream().map(Errors::unanswered).toList();
            again(asked, asked.from(), walk.end(), asked.commands(), delivered, errors);
            return;
        }
        for (int i = 0; i < asked.commands(); i++) {
            Fate fate = unit ? Fate.AMBIGUOUS : unanswered(walk.command(), sending);
            if (i >= delivered && fate == Fate.REPEAT) {
                List<String> errors =
                        sending == Sending.SENT
                                ? List.of(Errors.unanswered(walk.name()))
                                : List.of();
                again(asked, walk.start(), walk.requestEnd(), 1, 0, errors);
            } else if (i >= delivered) {
                overtaken();
                items.add(tell(Errors.unanswered(walk.name())));
            }
            walk.next();
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
        RequestWalk walk = new RequestWalk(asked, context);
        for (int i = 1; i < asked.commands() - 1; i++) {
            walk.next();
            if (unanswered(walk.command(), sending) != Fate.REPEAT) {
                return false;
            }
        }
        return true;
    }

    /// Something ran, or may have. What was sent before it must not be done, or asked, after it: a
    /// read would answer with what its client wrote later, a write would undo it.
    private void overtaken() {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Item.Again(_, _, _, int answered, List<String> errors)
                    && !errors.isEmpty()) {
                items.remove(i);
                for (String each : errors.subList(answered, errors.size())) {
                    items.add(i++, tell(each));
                }
                i--;
            }
        }
    }

    /// A rejection, or a reply that came behind one.
    ///
    /// @param delivered how many of their replies the client has got
    /// @return whether it is dealt with; not when the words may be a script's own
    boolean setsAside(Asked asked, ByteBuf in, int from, int to, int delivered) {
        RequestWalk walk = new RequestWalk(asked, context);
        if (walk.command().handling() == Handling.MULTI) {
            unit(asked, in, from, to, delivered);
            return true;
        }
        for (int i = 0; i < asked.answered(); i++) {
            walk.next();
        }
        boolean rejected = Rejection.is(in, from, to);
        boolean isServersWord = rejected && Fate.rejected(walk.command()) == Fate.REPEAT;
        if (rejected && !isServersWord && items.isEmpty()) {
            return false;
        }
        if (isServersWord || (!rejected && walk.command().repeatable())) {
            String error = rejected ? line(in, from, to) : Errors.unanswered(walk.name());
            again(asked, walk.start(), walk.requestEnd(), 1, 0, List.of(error));
        } else {
            if (!rejected) {
                overtaken();
            }
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
            int end = new RequestWalk(asked, context).end();
            List<String> errors = new ArrayList<>(Collections.nCopies(asked.commands(), "+QUEUED"));
            errors.set(0, "+OK");
            errors.set(asked.commands() - 1, line(in, from, to));
            again(asked, asked.from(), end, asked.commands(), unitAnswered, errors);
        } else {
            overtaken();
            known(replies);
        }
    }

    private void again(
            Asked asked, int from, int to, int commands, int answered, List<String> errors) {
        int at = requests.writerIndex();
        requests.writeBytes(asked.in(), from, to - from);
        items.add(new Item.Again(at, requests.writerIndex(), commands, answered, errors));
    }

    /// An error is one line.
    private static String line(ByteBuf in, int from, int to) {
        return in.toString(from, to - from, StandardCharsets.UTF_8).strip();
    }

    private Item.Known tell(String line) {
        ByteBuf reply = requests.alloc().directBuffer(line.length() * 3 + 2);
        ByteBufUtil.writeUtf8(reply, line);
        reply.writeByte('\r').writeByte('\n');
        told++;
        replyBytes += reply.readableBytes();
        return new Item.Known(reply);
    }

    private void known(ByteBuf reply) {
        items.add(new Item.Known(reply));
        replyBytes += reply.readableBytes();
    }

    /// Frees everything.
    void release() {
        requests.release();
        for (Item item : items) {
            if (item instanceof Item.Known(ByteBuf reply)) {
                reply.release();
            }
        }
        items.clear();
        if (unitReplies != null) {
            unitReplies.release();
            unitReplies = null;
        }
    }
}
