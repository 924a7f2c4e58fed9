package dev.redoubt.backend;

import dev.redoubt.resp.ReplyScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

import org.jspecify.annotations.Nullable;

/// The commands that a commit link has sent together, until all are answered. With a write among
/// them a WAIT goes behind them, and their replies wait for its own. Owned by one link.
final class Flight {
    /// Of the replies that wait.
    private static final int LIMIT_BYTES = 64 * 1024 * 1024;

    /// What became of bytes that came.
    enum Progress {
        /// More must come.
        GOES_ON,
        /// All is answered.
        COMPLETE,
        /// The bytes are no replies to this.
        MALFORMED,
        /// There are too many of them to be kept.
        TOO_MUCH
    }

    private final WriteMarks marks;
    private final @Nullable Commitment commitment;
    private final ReplyScanner scanner = new ReplyScanner();
    private @Nullable ByteBuf held;
    private int seen;
    private int answered;
    private int lastFrom;

    /// @param commitment null where nothing is written
    Flight(WriteMarks marks, @Nullable Commitment commitment) {
        this.marks = marks;
        this.commitment = commitment;
    }

    WriteMarks marks() {
        return marks;
    }

    /// Whether replies wait.
    boolean holds() {
        return commitment != null;
    }

    private int expected() {
        return marks.count() + (commitment == null ? 0 : 1);
    }

    /// Writes the request that goes behind the others, where replies wait.
    void encodeWait(ByteBuf out) {
        if (commitment != null) {
            commitment.encode(out);
        }
    }

    /// Bytes that are handed on at once: only counts.
    Progress pass(ByteBuf in) {
        return count(in, in.readerIndex());
    }

    /// Keeps what came.
    Progress hold(ByteBuf in) {
        ByteBuf kept = held;
        if (kept == null) {
            kept = in.alloc().directBuffer(Math.max(256, in.readableBytes()));
            held = kept;
        }
        if (kept.readableBytes() + in.readableBytes() > LIMIT_BYTES) {
            return Progress.TOO_MUCH;
        }
        kept.writeBytes(in, in.readerIndex(), in.readableBytes());
        Progress progress = count(kept, seen);
        seen = kept.writerIndex();
        return progress;
    }

    private Progress count(ByteBuf in, int from) {
        int index = from;
        while (index < in.writerIndex()) {
            if (answered == expected()) {
                return Progress.MALFORMED;
            }
            int end = scanner.scan(in, index, in.writerIndex());
            if (end == ReplyScanner.INCOMPLETE) {
                return Progress.GOES_ON;
            }
            if (end == ReplyScanner.MALFORMED || scanner.type() == '>') {
                return Progress.MALFORMED;
            }
            index = end;
            answered++;
            if (answered == expected() - 1) {
                lastFrom = index;
            }
        }
        return answered == expected() ? Progress.COMPLETE : Progress.GOES_ON;
    }

    /// What WAIT's reply, the last one, makes of the others. All is answered.
    Commitment.Verdict verdict() {
        ByteBuf all = held;
        if (all == null || commitment == null) {
            return new Commitment.Verdict.Committed();
        }
        return commitment.judge(all, lastFrom, all.writerIndex());
    }

    /// All replies as they came, WAIT's among them, which the caller releases.
    @Nullable ByteBuf takeReplies() {
        ByteBuf all = held;
        held = null;
        return all;
    }

    /// How many writes succeeded, as far as the primary goes. All is answered.
    int successes() {
        ByteBuf all = held;
        int successes = 0;
        int from = 0;
        ReplyScanner again = new ReplyScanner();
        for (int i = 0; all != null && i < marks.count(); i++) {
            successes += marks.isWrite(i) && isSuccess(all, from) ? 1 : 0;
            from = again.scan(all, from, all.writerIndex());
        }
        return successes;
    }

    private static boolean isSuccess(ByteBuf replies, int from) {
        return replies.getByte(from) != '-';
    }

    /// [#takeReplies], with this error in place of each success of a write: an error of a write's
    /// own stays, and so does what only reads.
    ByteBuf takeReplies(ByteBufAllocator allocator, String error) {
        ByteBuf all = takeReplies();
        ByteBuf changed = allocator.directBuffer();
        if (all == null) {
            return changed;
        }
        ReplyScanner again = new ReplyScanner();
        int from = 0;
        for (int i = 0; i < expected(); i++) {
            int to = again.scan(all, from, all.writerIndex());
            if (i < marks.count() && marks.isWrite(i) && isSuccess(all, from)) {
                ByteBufUtil.writeUtf8(changed, error);
                changed.writeByte('\r').writeByte('\n');
            } else {
                changed.writeBytes(all, from, to - from);
            }
            from = to;
        }
        all.release();
        return changed;
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
