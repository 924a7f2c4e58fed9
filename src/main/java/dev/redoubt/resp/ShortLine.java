package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

/// A line that says a count or a length, such as `$64\r\n`, read at one look where it is short: its
/// eight bytes in one number, the first byte lowest. What is not of that form, or not canonical, is
/// for those who look byte by byte.
final class ShortLine {
    /// How many bytes must be there.
    static final int BYTES = Long.BYTES;

    /// No such line.
    static final long NONE = -1;

    private static final int MOST_DIGITS = 5;

    private ShortLine() {}

    /// Reads a line whose bytes are all there.
    ///
    /// @return the number, and above its 32 bits the length of the line in bytes, CRLF included; or
    ///   [#NONE]
    static long read(long word) {
        long rest = word >>> 8;
        int number = (int) (rest & 0xff) - '0';
        if (number < 0 || number > 9) {
            return NONE;
        }
        rest >>>= 8;
        int digits = 1;
        int digit = (int) (rest & 0xff) - '0';
        while (digit >= 0 && digit <= 9) {
            if (number == 0 || digits == MOST_DIGITS) {
                return NONE;
            }
            number = number * 10 + digit;
            digits++;
            rest >>>= 8;
            digit = (int) (rest & 0xff) - '0';
        }
        boolean ends = (rest & 0xffff) == ('\r' | '\n' << 8);
        return ends ? (long) (digits + 3) << 32 | number : NONE;
    }

    /// The bytes from `index` on.
    static long look(ByteBuf in, int index) {
        return in.getLongLE(index);
    }
}
