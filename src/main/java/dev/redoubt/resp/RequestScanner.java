package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/// Finds where a client's requests end, without decoding their arguments. Resumable: each byte is
/// looked at no more than twice, however the stream is cut. Owned by one session or link, on its
/// loop; works on absolute indexes of the buffer it is shown, so whoever moves that buffer's bytes
/// says so with [#shift].
///
/// Rules, limits and words of the errors are those of Redis 7.0's `networking.c`
/// (<https://redis.io/docs/latest/develop/reference/protocol-spec/>).
public final class RequestScanner {
    /// What a scan came to.
    public enum Result {
        /// A request in RESP: [#start] to [#end], with the command's name marked.
        COMPLETE,
        /// A line of the inline protocol, terminator included.
        INLINE,
        /// The buffer ends before the request does.
        INCOMPLETE,
        /// The bytes break the protocol; [#problem] says how.
        MALFORMED
    }

    /// Longest inline request and longest line that announces a length, in bytes.
    private static final int LINE_LIMIT = 64 * 1024;

    /// Most arguments of a client that is not authenticated, and their longest, in bytes.
    private static final int UNKNOWN_COUNT_LIMIT = 10;

    private static final int UNKNOWN_BULK_LIMIT = 16 * 1024;

    private static final int UNREAD = -1;

    private final long bulkLimit;

    private Sender sender = Sender.KNOWN;
    private int ownUntil;
    private byte first;
    private int start;
    private int position;
    private int searched;
    private int argumentCount = UNREAD;
    private int argumentsLeft;
    private long bodyLeft = UNREAD;
    private int nameStart;
    private int nameLength;
    private @Nullable String problem;

    /// @param bulkLimit the longest argument in bytes, as Redis' `proto-max-bulk-len`
    public RequestScanner(long bulkLimit) {
        this.bulkLimit = bulkLimit;
    }

    /// Limits what is found from the next request on.
    public void limit(Sender to) {
        sender = to;
    }

    /// Forgets everything and takes the next request to begin at `index`.
    public void begin(int index) {
        beginOwn(index, index);
    }

    /// The same where requests before `until` were made here, of such as were within their limits.
    public void beginOwn(int index, int until) {
        ownUntil = until;
        restart(index);
    }

    private void restart(int index) {
        start = index;
        position = index;
        searched = index;
        argumentCount = UNREAD;
        bodyLeft = UNREAD;
    }

    /// Goes on behind the request that was found.
    public void next() {
        restart(position);
    }

    /// Goes back to the beginning of the request that was found or begun.
    public void rewind() {
        restart(start);
    }

    /// The buffer's bytes moved by `delta` (negative: towards its beginning).
    public void shift(int delta) {
        start += delta;
        position += delta;
        searched += delta;
        ownUntil += delta;
        nameStart += delta;
    }

    /// Index of the request's first byte.
    public int start() {
        return start;
    }

    /// Index behind the request's last byte.
    public int end() {
        return position;
    }

    /// Number of arguments, the command's name included; valid after COMPLETE.
    public int argumentCount() {
        return argumentCount;
    }

    /// Index of the first byte of the command's name; valid after COMPLETE.
    public int nameStart() {
        return nameStart;
    }

    /// Length of the command's name in bytes; 0 as long as it has not come whole.
    public int nameLength() {
        return nameLength;
    }

    /// Whether the request has begun and not ended.
    public boolean isMidRequest() {
        return argumentCount != UNREAD && argumentsLeft > 0;
    }

    /// Arguments that have come whole, the command's name included; valid after INCOMPLETE.
    public int argumentsCome() {
        return isMidRequest() ? argumentCount - argumentsLeft : 0;
    }

    /// How long the request is at least, in bytes, also where they have not come; valid after
    /// INCOMPLETE.
    public long announcedBytes() {
        return position - start + Math.max(0, bodyLeft);
    }

    /// Leaves behind what has come of an incomplete request, for whoever passes it on in pieces:
    /// [#start] is now where the next piece begins. No way leads back to the beginning.
    ///
    /// @param limit index behind the last byte that has come
    /// @return index behind the last byte that is left behind
    public int pass(int limit) {
        if (bodyLeft != UNREAD) {
            bodyLeft -= limit - position;
            position = limit;
            searched = limit;
        }
        start = position;
        return start;
    }

    /// How the bytes break the protocol, in Redis' words; valid after MALFORMED.
    public String problem() {
        return problem == null ? "" : problem;
    }

    /// Looks for the end of the request in the buffer's readable bytes.
    public Result scan(ByteBuf in) {
        int limit = in.writerIndex();
        if (argumentCount == UNREAD) {
            Result header = header(in, limit);
            if (header != Result.COMPLETE) {
                return header;
            }
        }
        while (argumentsLeft > 0) {
            if (bodyLeft == UNREAD) {
                Result read = bulkHeader(in, limit);
                if (read != Result.COMPLETE) {
                    return read;
                }
            }
            if (limit - position < bodyLeft) {
                return Result.INCOMPLETE;
            }
            if (argumentsLeft == argumentCount) {
                nameStart = position;
                nameLength = (int) bodyLeft - 2;
            }
            position += (int) bodyLeft;
            searched = position;
            bodyLeft = UNREAD;
            argumentsLeft--;
        }
        return Result.COMPLETE;
    }

    private Result header(ByteBuf in, int limit) {
        long line = shortLine((byte) '*', in, limit);
        if (line != ShortLine.NONE && (int) line > 0) {
            first = '*';
            found((int) line, position + (int) (line >>> 32));
            return Result.COMPLETE;
        }
        return longHeader(in, limit);
    }

    /// The line that begins here, if nobody looked at it before, and the sender's limits are wide.
    private long shortLine(byte type, ByteBuf in, int limit) {
        return searched == position && sender == Sender.KNOWN
                ? ShortLine.read(type, in, position, limit)
                : ShortLine.NONE;
    }

    private void found(int count, int behind) {
        position = behind;
        searched = behind;
        argumentCount = count;
        argumentsLeft = count;
        nameLength = 0;
    }

    /// Reads `*<count>`; an empty request (count below 1) is skipped, as Redis does.
    private Result longHeader(ByteBuf in, int limit) {
        while (true) {
            if (position >= limit) {
                return Result.INCOMPLETE;
            }
            if (searched == position) {
                first = in.getByte(position);
            }
            if (first != '*') {
                return inline(in, limit);
            }
            int lineEnd = lineEnd(in, position + 1, limit);
            if (lineEnd < 0) {
                return incompleteLine(limit, "too big mbulk count string");
            }
            long count = Decimal.read(in, position + 1, lineEnd);
            if (count > Integer.MAX_VALUE) {
                return malformed("invalid multibulk length");
            }
            if (count > UNKNOWN_COUNT_LIMIT && isLimited()) {
                return malformed("unauthenticated multibulk length");
            }
            if (count > 0) {
                found((int) count, lineEnd + 2);
                return Result.COMPLETE;
            }
            position = lineEnd + 2;
            searched = position;
            start = position;
        }
    }

    private Result bulkHeader(ByteBuf in, int limit) {
        long line = shortLine((byte) '$', in, limit);
        if (line != ShortLine.NONE && (int) line <= bulkLimit) {
            bodyLeft = (int) line + 2L;
            position += (int) (line >>> 32);
            searched = position;
            return Result.COMPLETE;
        }
        return longBulkHeader(in, limit);
    }

    private Result longBulkHeader(ByteBuf in, int limit) {
        if (position >= limit) {
            return Result.INCOMPLETE;
        }
        int lineEnd = lineEnd(in, position, limit);
        if (lineEnd < 0) {
            return incompleteLine(limit, "too big bulk count string");
        }
        byte type = in.getByte(position);
        if (type != '$') {
            return malformed("expected '$', got '" + printable(type) + "'");
        }
        long length = Decimal.read(in, position + 1, lineEnd);
        if (length < 0 || length > bulkLimit) {
            return malformed("invalid bulk length");
        }
        if (length > UNKNOWN_BULK_LIMIT && isLimited()) {
            return malformed("unauthenticated bulk length");
        }
        bodyLeft = length + 2;
        position = lineEnd + 2;
        searched = position;
        return Result.COMPLETE;
    }

    private boolean isLimited() {
        return sender == Sender.UNKNOWN && start >= ownUntil;
    }

    private Result inline(ByteBuf in, int limit) {
        int end = find((byte) '\n', in, searched, limit);
        if (end < 0) {
            return incompleteLine(limit, "too big inline request");
        }
        position = end + 1;
        searched = position;
        return Result.INLINE;
    }

    /// Index of the CR that ends the line, once the byte behind it is there, too; else -1.
    private int lineEnd(ByteBuf in, int from, int limit) {
        int end = find((byte) '\r', in, Math.max(searched, from), limit);
        return end + 1 < limit ? end : -1;
    }

    /// Index of `wanted`, or -1. Redis looks for it as in a C string, so that a NUL hides it.
    private int find(byte wanted, ByteBuf in, int from, int limit) {
        for (int index = from; index < limit; index++) {
            byte next = in.getByte(index);
            if (next == wanted || next == 0) {
                searched = index;
                return next == 0 ? -1 : index;
            }
        }
        searched = limit;
        return -1;
    }

    private Result incompleteLine(int limit, String tooLong) {
        return limit - position > LINE_LIMIT ? malformed(tooLong) : Result.INCOMPLETE;
    }

    private Result malformed(String rule) {
        problem = "Protocol error: " + rule;
        return Result.MALFORMED;
    }

    private static char printable(byte value) {
        if (value == '\r' || value == '\n') {
            return ' ';
        }
        return value > 0 ? (char) value : '?';
    }
}
