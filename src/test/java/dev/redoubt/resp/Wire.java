package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Bytes as tests write them: one character, one byte.
public final class Wire {
    private Wire() {}

    /// A buffer of these bytes.
    public static ByteBuf of(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    /// What lies between two indexes.
    public static String text(ByteBuf in, int from, int to) {
        return in.toString(from, to - from, StandardCharsets.ISO_8859_1);
    }

    /// All readable bytes.
    public static String text(ByteBuf in) {
        return in.toString(StandardCharsets.ISO_8859_1);
    }

    /// A request in RESP.
    public static String request(String... arguments) {
        StringBuilder out = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            out.append('$').append(argument.length()).append("\r\n");
            out.append(argument).append("\r\n");
        }
        return out.toString();
    }

    /// Up to `most` arbitrary bytes.
    static String bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Counts the bytes that are looked at, and lets nobody look behind what was received.
    static final class Counting extends UnpooledHeapByteBuf {
        private long looks;

        Counting(String text) {
            super(UnpooledByteBufAllocator.DEFAULT, text.length(), Integer.MAX_VALUE);
            writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        long looks() {
            return looks;
        }

        @Override
        public byte getByte(int index) {
            look(index, index + 1);
            return super.getByte(index);
        }

        @Override
        public int indexOf(int from, int to, byte value) {
            int index = from;
            while (index < to && super.getByte(index) != value) {
                index++;
            }
            boolean found = index < to;
            look(from, found ? index + 1 : to);
            return found ? index : -1;
        }

        private void look(int from, int to) {
            if (from < readerIndex() || to > writerIndex()) {
                throw new AssertionError(from + " to " + to + " is not within " + this);
            }
            looks += to - from;
        }
    }
}
