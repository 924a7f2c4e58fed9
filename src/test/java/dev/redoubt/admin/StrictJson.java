package dev.redoubt.admin;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON as RFC 8259 has it, numbers without fraction only, and fails on anything else: what
/// the program writes must be what others can read.
final class StrictJson {
    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    /// Maps, lists, strings, longs, booleans and null.
    ///
    /// @throws IllegalArgumentException where `text` is not one JSON value
    static @Nullable Object read(String text) {
        StrictJson json = new StrictJson(text.stripTrailing());
        Object value = json.value();
        json.require(json.at == json.text.length(), "the end");
        return value;
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> members();
            case '[' -> items();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        take('{');
        while (peek() != '}') {
            if (!members.isEmpty()) {
                take(',');
            }
            String name = string();
            take(':');
            require(!members.containsKey(name), "each name once");
            members.put(name, value());
        }
        take('}');
        return members;
    }

    private List<@Nullable Object> items() {
        List<@Nullable Object> items = new ArrayList<>();
        take('[');
        while (peek() != ']') {
            if (!items.isEmpty()) {
                take(',');
            }
            items.add(value());
        }
        take(']');
        return items;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        take('"');
        while (peek() != '"') {
            char c = text.charAt(at++);
            require(c >= 0x20, "no bare control character");
            string.append(c == '\\' ? escaped() : c);
        }
        take('"');
        return string.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw new IllegalArgumentException(at + ": \\" + c);
        };
    }

    private long number() {
        int start = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        require(digits.matches("-?(0|[1-9][0-9]*)"), "a number");
        return Long.parseLong(digits);
    }

    private <T extends @Nullable Object> T word(String word, T value) {
        require(text.startsWith(word, at), word);
        at += word.length();
        return value;
    }

    private char peek() {
        require(at < text.length(), "more");
        return text.charAt(at);
    }

    private void take(char expected) {
        require(peek() == expected, String.valueOf(expected));
        at++;
    }

    private void require(boolean met, String expected) {
        if (!met) {
            throw new IllegalArgumentException(
                    "%d of %s (expected: %s)".formatted(at, text, expected));
        }
    }
}
