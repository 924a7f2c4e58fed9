package dev.redoubt.resp;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// The inline protocol: a request typed as a line, split into arguments as Redis' `sdssplitargs`
/// does (double quotes with escapes, single quotes, blanks between arguments).
public final class InlineRequest {
    private final byte[] line;
    private int index;

    private InlineRequest(byte[] line) {
        this.line = line;
    }

    /// Splits a line without its terminator.
    ///
    /// @return the arguments, empty for a blank line, or null where quotes are unbalanced
    public static @Nullable List<byte[]> split(byte[] line) {
        return new InlineRequest(line).arguments();
    }

    private @Nullable List<byte[]> arguments() {
        List<byte[]> arguments = new ArrayList<>();
        while (true) {
            while (index < line.length && blank(line[index])) {
                index++;
            }
            if (index == line.length) {
                return arguments;
            }
            byte[] argument = argument();
            if (argument == null) {
                return null;
            }
            arguments.add(argument);
        }
    }

    private byte @Nullable [] argument() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (index < line.length && !separator(line[index])) {
            byte next = line[index++];
            if (next == '"' || next == '\'') {
                boolean closed = next == '"' ? doubleQuoted(out) : singleQuoted(out);
                boolean separated = index == line.length || blank(line[index]);
                return closed && separated ? out.toByteArray() : null;
            }
            out.write(next);
        }
        return out.toByteArray();
    }

    private boolean doubleQuoted(ByteArrayOutputStream out) {
        while (index < line.length) {
            byte next = line[index++];
            if (next == '"') {
                return true;
            }
            if (next == '\\' && index < line.length) {
                escaped(out);
            } else {
                out.write(next);
            }
        }
        return false;
    }

    private void escaped(ByteArrayOutputStream out) {
        byte code = line[index++];
        if (code == 'x' && index + 1 < line.length) {
            int high = Character.digit(line[index], 16);
            int low = Character.digit(line[index + 1], 16);
            if (high >= 0 && low >= 0) {
                out.write(high << 4 | low);
                index += 2;
                return;
            }
        }
        out.write(
                switch (code) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'a' -> 7;
                    default -> code;
                });
    }

    private boolean singleQuoted(ByteArrayOutputStream out) {
        while (index < line.length) {
            byte next = line[index++];
            if (next == '\'') {
                return true;
            }
            if (next == '\\' && index < line.length && line[index] == '\'') {
                out.write('\'');
                index++;
            } else {
                out.write(next);
            }
        }
        return false;
    }

    /// Ends an argument without quotes; vertical tab and form feed do not.
    private static boolean separator(byte value) {
        return blank(value) && value != 0x0b && value != '\f';
    }

    /// What C's `isspace` takes for one, and the end of a C string.
    private static boolean blank(byte value) {
        return value == ' ' || (value >= '\t' && value <= '\r') || value == 0;
    }
}
