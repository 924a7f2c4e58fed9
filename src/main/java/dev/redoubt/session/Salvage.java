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

import java.util.ArrayList;
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
        /// @param names of its commands, where it was sent and not answered; else empty
        record Again(int from, int to, int commands, int answered, List<String> names)
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
            again(asked, asked.from(), walk.end(), asked.commands(), delivered, walk.names());
            return;
        }
        for (int i = 0; i < asked.commands(); i++) {
            Fate fate = unit ? Fate.AMBIGUOUS : unanswered(walk.command(), sending);
            if (i >= delivered && fate == Fate.REPEAT) {
                List<String> names = sending == Sending.SENT ? List.of(walk.name()) : List.of();
                again(asked, walk.start(), walk.requestEnd(), 1, 0, names);
            } else if (i >= delivered) {
                ambiguous(walk.name());
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

    /// A write may have run. A read that was sent before it must not be asked again after it, or it
    /// would answer with what its client wrote later.
    private void ambiguous(String name) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Item.Again(_, _, _, int answered, List<String> names)
                    && !names.isEmpty()) {
                items.remove(i);
                for (String each : names.subList(answered, names.size())) {
                    items.add(i++, tell(each));
                }
                i--;
            }
        }
        items.add(tell(name));
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
            again(asked, walk.start(), walk.requestEnd(), 1, 0, List.of());
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
            int end = new RequestWalk(asked, context).end();
            again(asked, asked.from(), end, asked.commands(), unitAnswered, List.of());
        } else {
            known(replies);
        }
    }

    private void again(
            Asked asked, int from, int to, int commands, int answered, List<String> names) {
        int at = requests.writerIndex();
        requests.writeBytes(asked.in(), from, to - from);
        items.add(new Item.Again(at, requests.writerIndex(), commands, answered, names));
    }

    private Item.Known tell(String name) {
        String line = Errors.unanswered(name);
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
