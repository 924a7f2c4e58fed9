package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Finds where a server's replies end, in RESP2 and RESP3, without decoding them. It keeps no bytes
/// and needs no accumulation: a reply may be cut anywhere, and each byte is looked at once (the
/// body of a bulk string not at all). Owned by one link, on its loop.
///
/// Grammar: <https://redis.io/docs/latest/develop/reference/protocol-spec/>.
public final class ReplyScanner {
    /// Returned by [#scan]: the reply goes on behind the bytes shown.
    public static final int INCOMPLETE = -1;

    /// Returned by [#scan]: the bytes break the protocol; [#problem] says how.
    public static final int MALFORMED = -2;

    /// A script can return what nests a few thousand deep: until Lua's own stack ends.
    private static final int DEPTH_LIMIT = 16 * 1024;

    private static final long LENGTH_LIMIT = 1L << 40;

    private enum State {
        TYPE,
        LINE,
        LENGTH,
        BODY
    }

    private State state = State.TYPE;
    private boolean begun;
    private byte topType;
    private byte type;
    private boolean negative;
    private boolean digitSeen;
    private long number;
    private long bodyLeft;
    private int depth;
    private long[] elementsLeft = new long[8];
    private boolean[] attribute = new boolean[8];
    private @Nullable String problem;

    /// First byte of the reply last begun, attributes skipped.
    public byte type() {
        return topType;
    }

    /// Whether a reply has begun and not ended.
    public boolean midReply() {
        return begun;
    }

    /// Bytes of a bulk string that are announced and have not come.
    public long bodyLeft() {
        return state == State.BODY ? bodyLeft : 0;
    }

    /// How the bytes break the protocol; valid after MALFORMED.
    public String problem() {
        return problem == null ? "" : problem;
    }

    /// Goes on with the reply from index `from`.
    ///
    /// @param limit index behind the last byte that may be looked at
    /// @return the index behind the reply, or INCOMPLETE, or MALFORMED
    public int scan(ByteBuf in, int from, int limit) {
        int index = from;
        while (index < limit) {
            switch (state) {
                case TYPE -> {
                    int end = wholeBulk(in, index, limit);
                    if (end > 0) {
                        index = end;
                        if (elementEnded()) {
                            return index;
                        }
                    } else if (!begin(in.getByte(index++))) {
                        return MALFORMED;
                    }
                }
                case LINE -> {
                    int end = in.indexOf(index, limit, (byte) '\n');
                    if (end < 0) {
                        return INCOMPLETE;
                    }
                    index = end + 1;
                    if (elementEnded()) {
                        return index;
                    }
                }
                case LENGTH -> {
                    byte next = in.getByte(index++);
                    if (next == '\n') {
                        if (!lengthRead()) {
                            return MALFORMED;
                        }
                        if (!begun) {
                            return index;
                        }
                    } else if (!lengthByte(next)) {
                        return MALFORMED;
                    }
                }
                case BODY -> {
                    int available = limit - index;
                    if (available < bodyLeft) {
                        bodyLeft -= available;
                        return INCOMPLETE;
                    }
                    index += (int) bodyLeft;
                    if (elementEnded()) {
                        return index;
                    }
                }
            }
        }
        return INCOMPLETE;
    }

    /// Passes a bulk string that has come whole, if it is one.
    ///
    /// @return the index behind it, or 0
    private int wholeBulk(ByteBuf in, int index, int limit) {
        long line = ShortLine.read((byte) '$', in, index, limit);
        if (line == ShortLine.NONE) {
            return 0;
        }
        int end = index + (int) (line >>> 32) + (int) line + 2;
        if (end > limit) {
            return 0;
        }
        note((byte) '$');
        return end;
    }

    private void note(byte first) {
        type = first;
        if (!begun || depth == 0) {
            begun = true;
            topType = first;
        }
    }

    private boolean begin(byte first) {
        note(first);
        switch (first) {
            case '+', '-', ':', '_', '#', ',', '(' -> state = State.LINE;
            case '$', '=', '!', '*', '~', '>', '%', '|' -> {
                state = State.LENGTH;
                number = 0;
                negative = false;
                digitSeen = false;
            }
            default -> {
                return broken("unknown reply type 0x" + Integer.toHexString(first & 0xff));
            }
        }
        return true;
    }

    private boolean lengthByte(byte next) {
        if (next >= '0' && next <= '9') {
            digitSeen = true;
            number = number * 10 + (next - '0');
            return number <= LENGTH_LIMIT || broken("length out of range");
        }
        if (next == '-' && !digitSeen && !negative) {
            negative = true;
            return true;
        }
        return next == '\r' || broken("invalid length");
    }

    /// The line with the length ended: goes to the body or the elements, or ends the element.
    private boolean lengthRead() {
        // Only RESP2's nulls have a length of -1.
        if (!digitSeen || (negative && (number != 1 || (type != '$' && type != '*')))) {
            return broken("invalid length");
        }
        if (negative) {
            elementEnded();
            return true;
        }
        return switch (type) {
            case '$', '=', '!' -> {
                bodyLeft = number + 2;
                state = State.BODY;
                yield true;
            }
            case '%', '|' -> descend(number * 2);
            default -> descend(number);
        };
    }

    private boolean descend(long elements) {
        boolean isAttribute = type == '|';
        if (elements == 0) {
            if (isAttribute) {
                state = State.TYPE;
            } else {
                elementEnded();
            }
            return true;
        }
        if (depth == DEPTH_LIMIT) {
            return broken("nested deeper than " + DEPTH_LIMIT);
        }
        if (depth == elementsLeft.length) {
            elementsLeft = Arrays.copyOf(elementsLeft, depth * 2);
            attribute = Arrays.copyOf(attribute, depth * 2);
        }
        elementsLeft[depth] = elements;
        attribute[depth] = isAttribute;
        depth++;
        state = State.TYPE;
        return true;
    }

    /// Closes every aggregate that ends with this element; true if the whole reply ended.
    private boolean elementEnded() {
        state = State.TYPE;
        while (depth > 0) {
            if (--elementsLeft[depth - 1] > 0) {
                return false;
            }
            depth--;
            if (attribute[depth]) {
                return false;
            }
        }
        begun = false;
        return true;
    }

    private boolean broken(String rule) {
        problem = rule;
        return false;
    }
}
