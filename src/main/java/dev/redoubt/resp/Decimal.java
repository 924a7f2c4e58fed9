package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

/// A whole number in text as Redis' `string2ll` reads it: 64 bits, no sign but '-', no leading
/// zeros, nothing else.
final class Decimal {
    /// What is no such number: as bad as the largest one, which no count and no length can be.
    static final long BAD = Long.MAX_VALUE;

    private Decimal() {}

    /// The number between two indexes, or [#BAD].
    static long read(ByteBuf in, int from, int to) {
        if (from >= to) {
            return BAD;
        }
        byte head = in.getByte(from);
        if (head == '0') {
            return to - from == 1 ? 0 : BAD;
        }
        boolean negative = head == '-';
        int index = negative ? from + 1 : from;
        // Negative all the time: there is one more negative number than there are positive ones.
        long value = 0;
        for (; index < to; index++) {
            int digit = (index == from ? head : in.getByte(index)) - '0';
            boolean valid = digit >= (value == 0 ? 1 : 0) && digit <= 9;
            if (!valid || value < (Long.MIN_VALUE + digit) / 10) {
                return BAD;
            }
            value = value * 10 - digit;
        }
        if (value == 0 || (!negative && value == Long.MIN_VALUE)) {
            return BAD;
        }
        return negative ? value : -value;
    }
}
