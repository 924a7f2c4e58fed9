package dev.redoubt.session;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The first and last bytes of a reply on a private link, however it was cut: enough to tell
/// +QUEUED from +OK, and a subscription's confirmation from a message.
final class ReplyPeek {
    private static final int HEAD_BYTES = 40;
    private static final int TAIL_BYTES = 24;

    private final byte[] head = new byte[HEAD_BYTES];
    private final byte[] tail = new byte[TAIL_BYTES];
    private int headLength;
    private int tailLength;

    /// Another piece of the reply.
    void add(ByteBuf in, int from, int to) {
        int first = Math.min(HEAD_BYTES - headLength, to - from);
        in.getBytes(from, head, headLength, first);
        headLength += first;
        int last = Math.min(TAIL_BYTES, to - from);
        int kept = Math.min(tailLength, TAIL_BYTES - last);
        System.arraycopy(tail, tailLength - kept, tail, 0, kept);
        in.getBytes(to - last, tail, kept, last);
        tailLength = kept + last;
    }

    /// Forgets the reply.
    void clear() {
        headLength = 0;
        tailLength = 0;
    }

    /// Whether the reply has begun.
    boolean isEmpty() {
        return headLength == 0;
    }

    /// Whether the word that the reply begins with may still come.
    boolean isUndecided() {
        return headLength < HEAD_BYTES
                && (headLength == 0 || head[0] == '*' || head[0] == '>')
                && kind().isEmpty();
    }

    /// The reply's first bytes, all that came while it was undecided.
    byte[] head() {
        return Arrays.copyOf(head, headLength);
    }

    /// The beginning of the reply's first line, as far as it is fit for a log.
    String words() {
        String begin = new String(head, 0, headLength, StandardCharsets.US_ASCII);
        return begin.lines().findFirst().orElse("").replaceAll("[^\\x20-\\x7e]", "?");
    }

    ConnectionMachine.Answer answer() {
        String begin = new String(head, 0, Math.min(headLength, 7), StandardCharsets.US_ASCII);
        if (begin.equals("+QUEUED")) {
            return ConnectionMachine.Answer.QUEUED;
        }
        return begin.startsWith("-") ? ConnectionMachine.Answer.ERROR : ConnectionMachine.Answer.OK;
    }

    /// The word that an array or push begins with ("message", "subscribe" …); empty if none.
    String kind() {
        int line = lineEnd(0);
        int length = lineEnd(line);
        int word = lineEnd(length);
        boolean collection = headLength > 0 && (head[0] == '*' || head[0] == '>');
        if (!collection || word < 0 || head[line] != '$') {
            return "";
        }
        return new String(head, length, word - 2 - length, StandardCharsets.US_ASCII);
    }

    /// Index behind the line that begins at `from`, or -1.
    private int lineEnd(int from) {
        for (int i = Math.max(from, 0); from >= 0 && i < headLength; i++) {
            if (head[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    /// The integer that the reply ends with; 0 if it does not.
    int total() {
        String end = new String(tail, 0, tailLength, StandardCharsets.US_ASCII);
        int colon = end.lastIndexOf(':');
        if (colon < 0 || !end.endsWith("\r\n")) {
            return 0;
        }
        try {
            return Integer.parseInt(end.substring(colon + 1, end.length() - 2));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
