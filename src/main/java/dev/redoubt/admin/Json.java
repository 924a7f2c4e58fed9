package dev.redoubt.admin;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A JSON value (RFC 8259) to be written. Names keep the order in which their map gives them.
sealed interface Json {
    /// A string.
    record Text(String value) implements Json {
        static Text of(Object shown) {
            return new Text(shown.toString());
        }
    }

    /// A number without fraction.
    record Whole(long value) implements Json {}

    /// `true` or `false`.
    record Truth(boolean value) implements Json {}

    /// `null`.
    record Nothing() implements Json {}

    /// An array.
    record Items(List<? extends Json> values) implements Json {}

    /// An object.
    record Members(Map<String, Json> values) implements Json {}

    /// The value as JSON text, on one line.
    default String written() {
        StringBuilder out = new StringBuilder();
        write(this, out);
        return out.toString();
    }

    private static void write(Json value, StringBuilder out) {
        switch (value) {
            case Text(String text) -> quote(text, out);
            case Whole(long number) -> out.append(number);
            case Truth(boolean truth) -> out.append(truth);
            case Nothing() -> out.append("null");
            case Items(List<? extends Json> items) -> {
                String separator = "[";
                for (Json item : items) {
                    out.append(separator);
                    write(item, out);
                    separator = ",";
                }
                out.append(items.isEmpty() ? "[]" : "]");
            }
            case Members(Map<String, Json> members) -> {
                String separator = "{";
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    out.append(separator);
                    quote(member.getKey(), out);
                    out.append(':');
                    write(member.getValue(), out);
                    separator = ",";
                }
                out.append(members.isEmpty() ? "{}" : "}");
            }
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || isLoneSurrogate(text, i)) {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    // UTF-8 has no form for half a pair; unescaped it would become a question mark.
    private static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c)
                && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
