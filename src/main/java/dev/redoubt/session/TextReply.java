package dev.redoubt.session;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/// A whole reply whose text is put right: a bulk string, or RESP3's verbatim text. Pure; texts are
/// in ISO 8859-1, which keeps any bytes.
final class TextReply {
    /// Begins the body of a verbatim text.
    private static final String FORMAT = "txt:";

    private TextReply() {}

    /// Whether the server refused.
    static boolean isError(byte[] reply) {
        return reply.length == 0 || reply[0] == '-' || reply[0] == '!';
    }

    /// The text of a reply; empty where it is something else.
    static String text(byte[] reply) {
        String whole = new String(reply, StandardCharsets.ISO_8859_1);
        int body = whole.indexOf("\r\n") + 2;
        boolean verbatim = whole.startsWith("=") && whole.startsWith(FORMAT, body);
        boolean has = body >= 2 && whole.length() - 2 > body && (whole.startsWith("$") || verbatim);
        return has
                ? whole.substring(verbatim ? body + FORMAT.length() : body, whole.length() - 2)
                : "";
    }

    /// The reply with another text; whatever has no text stays as it is.
    static byte[] changed(byte[] reply, UnaryOperator<String> change) {
        String text = text(reply);
        boolean empty =
                text.isEmpty()
                        && !new String(reply, StandardCharsets.ISO_8859_1).startsWith("$0\r\n");
        if (empty) {
            return reply;
        }
        String body = (reply[0] == '=' ? FORMAT : "") + change.apply(text);
        String header = (char) reply[0] + Integer.toString(body.length()) + "\r\n";
        return (header + body + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
