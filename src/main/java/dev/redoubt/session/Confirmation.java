package dev.redoubt.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// Gathers a reply that comes in pieces and may confirm a subscription, and reads the name in it.
/// Owned by one connection.
final class Confirmation {
    /// A reply that is longer is not gathered.
    private static final int LIMIT_BYTES = Belongings.LIMIT_BYTES;

    private @Nullable ByteBuf gathered;

    void add(ByteBuf in, int from, int to) {
        ByteBuf before = gathered == null ? Unpooled.buffer(to - from) : gathered;
        if (before.readableBytes() + to - from <= LIMIT_BYTES) {
            before.writeBytes(in, from, to - from);
        }
        gathered = before;
    }

    void clear() {
        gathered = null;
    }

    /// The name in what was gathered; null if there is none, or not the whole.
    @Nullable String name() {
        return gathered == null ? null : name(gathered, 0, gathered.writerIndex());
    }

    /// The name in a whole confirmation, as ISO 8859-1; null if there is none.
    static @Nullable String name(ByteBuf in, int from, int to) {
        int length = behindLine(in, behindLine(in, behindLine(in, from, to), to), to);
        int name = behindLine(in, length, to);
        if (name < 0 || in.getByte(length) != '$') {
            return null;
        }
        int bytes = 0;
        for (int i = length + 1; i < name - 2; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            bytes = bytes * 10 + digit;
        }
        return bytes < 0 || bytes > to - name
                ? null
                : in.toString(name, bytes, StandardCharsets.ISO_8859_1);
    }

    private static int behindLine(ByteBuf in, int from, int to) {
        int end = from < 0 ? -1 : in.indexOf(from, to, (byte) '\n');
        return end < 0 ? -1 : end + 1;
    }
}
