package dev.redoubt.session;

import dev.redoubt.resp.ReplyScanner;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/// What a session does over again, in the order in which its client asked: requests that are sent
/// again, and between them replies that are known already, which wait for their turn. Owned by one
/// session.
final class Replay {
    /// One step.
    private sealed interface Part {
        /// Requests to send.
        ///
        /// @param answered replies of these that the client has got already
        record Again(int commands, int answered) implements Part {}

        /// A reply to hand out.
        record Known(ByteBuf reply) implements Part {}
    }

    private final Deque<Part> parts = new ArrayDeque<>();
    private int underWay;
    private int toDrop;
    private @Nullable ReplyScanner dropping;

    /// These requests are sent again after everything before.
    ///
    /// @param answered replies of these that the client has got already
    void again(int commands, int answered) {
        if (answered == 0
                && parts.peekLast() instanceof Part.Again(int before, int none)
                && none == 0) {
            parts.removeLast();
            parts.add(new Part.Again(before + commands, 0));
        } else {
            parts.add(new Part.Again(commands, answered));
        }
    }

    /// This reply comes after everything before.
    ///
    /// @param reply which this releases
    void known(ByteBuf reply) {
        parts.add(new Part.Known(reply));
    }

    /// What another one has still to do comes after this.
    void append(Replay later) {
        parts.addAll(later.parts);
        later.parts.clear();
    }

    boolean isEmpty() {
        return parts.isEmpty() && toDrop == 0;
    }

    /// The next reply that is due when nothing is unanswered; null when requests come first.
    @Nullable ByteBuf takeKnown() {
        if (parts.peek() instanceof Part.Known(ByteBuf reply)) {
            parts.remove();
            return reply;
        }
        return null;
    }

    /// How many requests may be sent before the next step.
    ///
    /// @param owed replies that are outstanding
    int quota(int owed) {
        if (toDrop > 0) {
            // What comes next must not be taken for what is dropped.
            return underWay;
        }
        return switch (parts.peek()) {
            case null -> Integer.MAX_VALUE;
            case Part.Known _ -> 0;
            case Part.Again(int commands, int answered) -> {
                if (answered == 0) {
                    yield commands;
                }
                yield owed == 0 ? commands : 0;
            }
        };
    }

    /// Requests were sent.
    void sent(int commands) {
        if (toDrop > 0) {
            underWay -= commands;
        } else if (parts.poll() instanceof Part.Again(int count, int answered)) {
            if (answered > 0) {
                toDrop = answered;
                underWay = count - commands;
                dropping = new ReplyScanner();
            } else if (count > commands) {
                parts.addFirst(new Part.Again(count - commands, 0));
            }
        }
    }

    /// The next request is refused instead.
    ///
    /// @return whether its client has got a reply to it already
    boolean refused() {
        if (parts.peek() instanceof Part.Again(int count, int answered)) {
            parts.remove();
            if (count > 1) {
                parts.addFirst(new Part.Again(count - 1, Math.max(0, answered - 1)));
            }
            return answered > 0;
        }
        return false;
    }

    /// How many replies of the oldest unanswered requests the client had before they were sent
    /// again.
    int known() {
        return toDrop;
    }

    /// Where those bytes of a reply begin that the client has not got: `to` if it has all.
    int unknownFrom(ByteBuf in, int from, int to) {
        int index = from;
        while (toDrop > 0 && dropping != null && index < to) {
            int end = dropping.scan(in, index, to);
            if (end < 0) {
                return to;
            }
            index = end;
            toDrop--;
        }
        return index;
    }

    /// The lane ended: what was being dropped will be asked again, if at all.
    void interrupted() {
        toDrop = 0;
        underWay = 0;
        dropping = null;
    }

    void release() {
        for (Part part : parts) {
            if (part instanceof Part.Known(ByteBuf reply)) {
                reply.release();
            }
        }
        parts.clear();
    }
}
