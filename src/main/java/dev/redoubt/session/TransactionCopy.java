package dev.redoubt.session;

import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.Arrays;

/// What a session has sent over its private link since MULTI, copied: nothing of it has run before
/// EXEC is sent, so that it can be said to another link should this one end. Bounded; of a longer
/// transaction, and of one with a part that is known to the link alone, there is no copy. Owned by
/// one session.
final class TransactionCopy {
    static final int LIMIT_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 512;
    private static final byte[] NOTHING = new byte[0];

    /// A request that ends every link it is sent over may be the reason.
    private static final int MOST_LINKS = 3;

    private enum Stage {
        /// No transaction is open, as far as what was sent tells.
        NONE,
        KEPT,
        MISSED
    }

    private final SessionContext context;
    private Stage stage = Stage.NONE;
    private byte[] bytes = NOTHING;
    private int length;
    private int requests;
    private int replies;
    private int linksEnded;
    private boolean refused;

    TransactionCopy(SessionContext context) {
        this.context = context;
    }

    /// A request is about to be sent.
    void sends(Effect effect, ByteBuf in, int from, int to) {
        if (stage == Stage.NONE && effect instanceof Effect.Begin) {
            stage = Stage.KEPT;
        }
        if (stage == Stage.NONE) {
            return;
        }
        if (effect instanceof Effect.Execute || effect instanceof Effect.Discard) {
            drop();
        } else if (effect instanceof Effect.Login || effect instanceof Effect.Hello) {
            // What was sent is not what the client had sent.
            miss();
        } else if (stage == Stage.KEPT) {
            keep(in, from, to);
        }
    }

    private void keep(ByteBuf in, int from, int to) {
        int grown = length + (to - from);
        if (grown > LIMIT_BYTES || !hasRoom(grown)) {
            miss();
            return;
        }
        in.getBytes(from, bytes, length, to - from);
        length = grown;
        requests++;
    }

    private boolean hasRoom(int wanted) {
        if (wanted <= bytes.length) {
            return true;
        }
        int before = bytes.length;
        int most = Math.max(wanted, Math.max(FIRST_BYTES, 2 * before));
        bytes = Arrays.copyOf(bytes, Math.min(LIMIT_BYTES, most));
        return context.copies(bytes.length - before);
    }

    /// A part of the transaction, if one is open, goes to the server in another way.
    void miss() {
        if (stage != Stage.NONE) {
            drop();
            stage = Stage.MISSED;
        }
    }

    /// The transaction is over, or none of the client's concern any more.
    void drop() {
        context.copies(-bytes.length);
        bytes = NOTHING;
        length = 0;
        requests = 0;
        replies = 0;
        refused = false;
        stage = Stage.NONE;
    }

    /// MULTI was answered: the transaction is open.
    void begun() {
        replies = 0;
        replied();
    }

    /// Something in the open transaction was answered.
    void replied() {
        replies++;
        linksEnded = 0;
    }

    /// Whether this is all that the server has answered since MULTI, and nothing else.
    boolean isWhole() {
        return stage == Stage.KEPT && requests == replies;
    }

    /// The link ended with requests of the transaction unanswered.
    ///
    /// @param unanswered how many
    /// @param begun whether MULTI is answered
    /// @return them, to be sent over the next link; empty where it is not for certain that these
    ///   are all there were, or where they may be why links end
    ByteBuf takeUnanswered(int unanswered, boolean begun) {
        int answered = begun ? replies : 0;
        boolean known = stage == Stage.KEPT && requests == answered + unanswered;
        if (!known || ++linksEnded > MOST_LINKS) {
            miss();
            return Unpooled.EMPTY_BUFFER;
        }
        int from = endOf(answered);
        ByteBuf again = Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, from, length));
        length = from;
        requests = answered;
        if (!begun) {
            drop();
        }
        return again;
    }

    /// Index behind the first requests.
    private int endOf(int count) {
        RequestScanner scanner = new RequestScanner(LIMIT_BYTES);
        ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, length);
        int end = 0;
        for (int i = 0; i < count; i++) {
            scanner.scan(in);
            end = scanner.end();
            scanner.next();
        }
        return end;
    }

    /// Requests, MULTI included.
    int requests() {
        return requests;
    }

    /// Says all of it once more.
    void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    /// The next server has refused to queue what the one before had queued: nothing of it may run.
    void refused() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }
}
