package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

/// A line that says a count or a length, such as `$64\r\n`, read at one look where it is short: its
/// eight bytes in one number, the first byte lowest. What is not of that form, or not canonical, is
/// for those who look byte by byte.
final class ShortLine {
    /// No such line.
    static final long NONE = -1;

    private static final int MOST_DIGITS = 5;

    private ShortLine() {}

    /// Reads the line that begins at `index` with this byte, if it is there.
    ///
    /// @param limit index behind the last byte that may be looked at
    /// @return the number, and above its 32 bits the length of the line in bytes, CRLF included; or
    ///   [#NONE]
    static long read(byte type, ByteBuf in, int index, int limit) {
        if (limit - index < Long.BYTES) {
            return NONE;
        }
        long rest = in.getLongLE(index);
        return (byte) rest == type ? number(rest >>> 8) : NONE;
    }

    private static long number(long bytes) {
        long rest = bytes;
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
}
