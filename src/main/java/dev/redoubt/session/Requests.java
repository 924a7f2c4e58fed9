package dev.redoubt.session;

import dev.redoubt.resp.RespEncoder;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whole requests as arguments and back, for the few commands whose arguments matter here.
final class Requests {
    private static final int COUNT_LIMIT = 128;
    private static final int BYTES_LIMIT = 64 * 1024;

    private Requests() {}

    /// What these arguments take as a request in RESP, in bytes.
    static int encodedLength(List<byte[]> arguments) {
        int length = ("*" + arguments.size()).length() + 2;
        for (byte[] argument : arguments) {
            length += ("$" + argument.length).length() + 2 + argument.length + 2;
        }
        return length;
    }

    /// Decodes a whole, valid request in RESP that begins at `start`: as much of it as anybody here
    /// looks at, since a hostile one has millions of arguments, or one of 512 MiB.
    static List<byte[]> arguments(ByteBuf in, int start, int count) {
        List<byte[]> arguments = new ArrayList<>();
        int index = behindLine(in, start);
        for (int i = 0; i < Math.min(count, COUNT_LIMIT); i++) {
            int body = behindLine(in, index);
            int length = length(in, index + 1, body - 2);
            byte[] argument = new byte[Math.min(length, BYTES_LIMIT)];
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

    /// An argument as a number of Redis' (a `long`); null where it is none.
    static @Nullable Long number(byte[] argument) {
        try {
            Long number = Long.valueOf(text(argument));
            return text(argument).equals(number.toString()) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
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
