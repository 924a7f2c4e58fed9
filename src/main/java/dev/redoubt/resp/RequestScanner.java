package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/// Finds where a client's requests end, without decoding their arguments. Resumable: each byte is
/// looked at no more than twice, however the stream is cut. Owned by one session or link, on its
/// loop; works on absolute indexes of the buffer it is shown, so whoever moves that buffer's bytes
/// says so with [#shift].
///
/// Rules and words of the errors are those of Redis 7.0's `networking.c`
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

    private static final int UNREAD = -1;
    private static final long BAD_NUMBER = Long.MIN_VALUE;

    private final long bulkLimit;

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

    /// Forgets everything and takes the next request to begin at `index`.
    public void begin(int index) {
        start = index;
        position = index;
        searched = index;
        argumentCount = UNREAD;
        bodyLeft = UNREAD;
    }

    /// Goes on behind the request that was found.
    public void next() {
        begin(position);
    }

    /// Goes back to the beginning of the request that was found or begun.
    public void rewind() {
        begin(start);
    }

    /// The buffer's bytes moved by `delta` (negative: towards its beginning).
    public void shift(int delta) {
        start += delta;
        position += delta;
        searched += delta;
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

    /// Reads `*<count>`; an empty request (count below 1) is skipped, as Redis does.
    private Result header(ByteBuf in, int limit) {
        while (true) {
            if (position >= limit) {
                return Result.INCOMPLETE;
            }
            if (in.getByte(position) != '*') {
                return inline(in, limit);
            }
            int lineEnd = lineEnd(in, limit);
            if (lineEnd < 0) {
                return incompleteLine(limit, "too big mbulk count string");
            }
            long count = number(in, position + 1, lineEnd);
            if (count == BAD_NUMBER || count > Integer.MAX_VALUE) {
                return malformed("invalid multibulk length");
            }
            position = lineEnd + 2;
            searched = position;
            if (count > 0) {
                argumentCount = (int) count;
                argumentsLeft = argumentCount;
                nameLength = 0;
                return Result.COMPLETE;
            }
            start = position;
        }
    }

    private Result bulkHeader(ByteBuf in, int limit) {
        if (position >= limit) {
            return Result.INCOMPLETE;
        }
        int lineEnd = lineEnd(in, limit);
        if (lineEnd < 0) {
            return incompleteLine(limit, "too big bulk count string");
        }
        byte type = in.getByte(position);
        if (type != '$') {
            return malformed("expected '$', got '" + printable(type) + "'");
        }
        long length = number(in, position + 1, lineEnd);
        if (length < 0 || length > bulkLimit) {
            return malformed("invalid bulk length");
        }
        bodyLeft = length + 2;
        position = lineEnd + 2;
        searched = position;
        return Result.COMPLETE;
    }

    private Result inline(ByteBuf in, int limit) {
        int from = searched;
        int end = in.indexOf(from, limit, (byte) '\n');
        searched = limit;
        if (end < 0) {
            return limit - position > LINE_LIMIT
                    ? malformed("too big inline request")
                    : Result.INCOMPLETE;
        }
        position = end + 1;
        searched = position;
        return Result.INLINE;
    }

    /// Index of the CR that ends the line, once the byte behind it is there, too; else -1.
    private int lineEnd(ByteBuf in, int limit) {
        int index = Math.max(searched, position);
        while (index < limit && in.getByte(index) != '\r') {
            index++;
        }
        searched = index;
        return index + 1 < limit ? index : -1;
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
        return value >= ' ' && value < 0x7f ? (char) value : '?';
    }

    /// A decimal as Redis' string2ll reads it: no sign but '-', no leading zeros, nothing else.
    private static long number(ByteBuf in, int from, int to) {
        int index = from;
        boolean negative = index < to && in.getByte(index) == '-';
        if (negative) {
            index++;
        }
        int digits = to - index;
        if (digits < 1 || digits > 18) {
            return BAD_NUMBER;
        }
        if (in.getByte(index) == '0') {
            return digits == 1 && !negative ? 0 : BAD_NUMBER;
        }
        long value = 0;
        for (; index < to; index++) {
            int digit = in.getByte(index) - '0';
            if (digit < 0 || digit > 9) {
                return BAD_NUMBER;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }
}
