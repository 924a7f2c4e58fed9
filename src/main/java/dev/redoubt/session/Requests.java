package dev.redoubt.session;

import dev.redoubt.resp.RespEncoder;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whole requests as arguments and back, for the few commands whose arguments matter here.
final class Requests {
    private Requests() {}

    /// Decodes a whole, valid request in RESP that begins at `start`.
    static List<byte[]> arguments(ByteBuf in, int start, int count) {
        List<byte[]> arguments = new ArrayList<>(count);
        int index = behindLine(in, start);
        for (int i = 0; i < count; i++) {
            int body = behindLine(in, index);
            int length = length(in, index + 1, body - 2);
            byte[] argument = new byte[length];
            in.getBytes(body, argument);
            arguments.add(argument);
            index = body + length + 2;
        }
        return arguments;
    }

    /// The first arguments of a request, which have come whole, as upper-case words.
    static List<String> words(ByteBuf in, int start, int count) {
        return arguments(in, start, count).stream().map(Requests::word).toList();
    }

    static void encode(ByteBuf out, List<byte[]> arguments) {
        RespEncoder.command(out, arguments.toArray(new byte[0][]));
    }

    /// An argument as text.
    static String text(byte[] argument) {
        return new String(argument, StandardCharsets.UTF_8);
    }

    /// An argument as an upper-case word.
    static String word(byte[] argument) {
        return text(argument).toUpperCase(Locale.ROOT);
    }

    private static int length(ByteBuf in, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            length = length * 10 + (in.getByte(i) - '0');
        }
        return length;
    }

    /// Like Redis and the scanner, takes whatever follows the CR for the end of the line.
    private static int behindLine(ByteBuf in, int index) {
        return in.indexOf(index, in.writerIndex(), (byte) '\r') + 2;
    }
}
