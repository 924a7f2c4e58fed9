package load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Finds where a whole RESP2 reply ends, and what is wrong with it. Works on the few hundred bytes
/// that one client's replies have, from their beginning each time.
public final class Replies {
    private Replies() {}

    /// @return the index behind the reply at `from`, or -1 if it has not come whole
    /// @throws IOException on an error reply, a null, or what is no reply
    public static int end(ByteBuffer in, int from) throws IOException {
        int lineEnd = from;
        while (lineEnd < in.position() && in.get(lineEnd) != '\n') {
            lineEnd++;
        }
        if (lineEnd == in.position()) {
            return -1;
        }
        return switch (in.get(from)) {
            case '+', ':' -> lineEnd + 1;
            case '$' -> {
                int end = lineEnd + 1 + number(in, from, lineEnd) + 2;
                yield end > in.position() ? -1 : end;
            }
            case '*' -> {
                int end = lineEnd + 1;
                for (int left = number(in, from, lineEnd); left > 0 && end > 0; left--) {
                    end = end(in, end);
                }
                yield end;
            }
            default -> throw new IOException("reply: " + line(in, from, lineEnd));
        };
    }

    private static int number(ByteBuffer in, int from, int lineEnd) throws IOException {
        int value = 0;
        for (int index = from + 1; index < lineEnd - 1; index++) {
            int digit = in.get(index) - '0';
            if (digit < 0 || digit > 9) {
                throw new IOException("reply: " + line(in, from, lineEnd) + " (expected: a value)");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static String line(ByteBuffer in, int from, int lineEnd) {
        var bytes = new byte[lineEnd - from];
        in.get(from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1).strip();
    }
}
