package dev.redoubt.resp;

import dev.redoubt.resp.RespValue.ArrayReply;
import dev.redoubt.resp.RespValue.BigNumber;
import dev.redoubt.resp.RespValue.BooleanReply;
import dev.redoubt.resp.RespValue.BulkString;
import dev.redoubt.resp.RespValue.DoubleReply;
import dev.redoubt.resp.RespValue.ErrorReply;
import dev.redoubt.resp.RespValue.IntegerReply;
import dev.redoubt.resp.RespValue.MapReply;
import dev.redoubt.resp.RespValue.NullReply;
import dev.redoubt.resp.RespValue.Push;
import dev.redoubt.resp.RespValue.SetReply;
import dev.redoubt.resp.RespValue.SimpleString;
import dev.redoubt.resp.RespValue.Verbatim;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads one value. Null means incomplete, unless [#error] names a broken rule.
final class ValueReader {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?");
    private static final int MAX_BIG_NUMBER_DIGITS = 1024;
    private static final int SMALLEST_VALUE_BYTES = 3;

    private final ByteCursor cursor;
    private final int maxBytes;

    ValueReader(ByteBuf in, int maxBytes) {
        this.cursor = new ByteCursor(in);
        this.maxBytes = maxBytes;
    }

    int consumedBytes() {
        return cursor.consumedBytes();
    }

    @Nullable ProtocolError error() {
        return cursor.error();
    }

    @Nullable RespValue read() {
        return value(0);
    }

    private @Nullable RespValue value(int depth) {
        if (depth > RespDecoder.MAX_DEPTH) {
            return cursor.broken("collections nest at most " + RespDecoder.MAX_DEPTH + " deep", 0);
        }
        int type = cursor.typeByte();
        return switch (type) {
            case -1 -> null;
            case '+' -> map(cursor.line(), SimpleString::new);
            case '-' -> map(cursor.line(), ErrorReply::new);
            case ':' -> map(whole(), number -> new IntegerReply(number));
            case '$' -> bulk();
            case '!' -> map(blob(), bytes -> new ErrorReply(utf8(bytes)));
            case '=' -> verbatim();
            case '_' -> nothing();
            case ',' -> decimal();
            case '#' -> bool();
            case '(' -> bigNumber();
            case '*' -> array(depth);
            case '~' -> map(counted(depth), SetReply::new);
            case '>' -> push(depth);
            case '%' -> map(entries(depth), MapReply::new);
            case '|' -> entries(depth) == null ? null : value(depth + 1);
            default -> cursor.broken("a value starts with one of +-:$*_#,(!=%~>|", 1);
        };
    }

    private @Nullable RespValue bulk() {
        @Nullable Integer length = length();
        if (length == null) {
            return null;
        }
        return length < 0 ? new NullReply() : map(cursor.bytes(length), BulkString::of);
    }

    private byte @Nullable [] blob() {
        @Nullable Integer length = size();
        return length == null ? null : cursor.bytes(length);
    }

    private @Nullable RespValue verbatim() {
        byte @Nullable [] content = blob();
        if (content == null) {
            return null;
        }
        String text = utf8(content);
        if (text.length() < 4 || text.charAt(3) != ':') {
            return cursor.broken("a verbatim string starts with three letters and a colon", 0);
        }
        return new Verbatim(text.substring(0, 3), text.substring(4));
    }

    private @Nullable RespValue nothing() {
        @Nullable String line = cursor.line();
        if (line == null) {
            return null;
        }
        return line.isEmpty() ? new NullReply() : cursor.broken("a null has no content", 0);
    }

    private @Nullable RespValue bool() {
        @Nullable String line = cursor.line();
        return switch (line) {
            case null -> null;
            case "t" -> new BooleanReply(true);
            case "f" -> new BooleanReply(false);
            default -> cursor.broken("a boolean is t or f", 0);
        };
    }

    private @Nullable RespValue decimal() {
        @Nullable String line = cursor.line();
        return switch (line) {
            case null -> null;
            case "inf", "+inf" -> new DoubleReply(Double.POSITIVE_INFINITY);
            case "-inf" -> new DoubleReply(Double.NEGATIVE_INFINITY);
            case "nan" -> new DoubleReply(Double.NaN);
            default ->
                    DECIMAL.matcher(line).matches()
                            ? new DoubleReply(Double.parseDouble(line))
                            : cursor.broken("a double is written in decimal", 0);
        };
    }

    private @Nullable RespValue bigNumber() {
        @Nullable String line = cursor.line();
        if (line == null) {
            return null;
        }
        return WHOLE.matcher(line).matches() && line.length() <= MAX_BIG_NUMBER_DIGITS
                ? new BigNumber(new BigInteger(line))
                : cursor.broken(
                        "a big number has 1 to " + MAX_BIG_NUMBER_DIGITS + " decimal digits", 0);
    }

    private @Nullable RespValue array(int depth) {
        @Nullable Integer count = length();
        if (count == null) {
            return null;
        }
        return count < 0 ? new NullReply() : map(items(count, depth), ArrayReply::new);
    }

    private @Nullable RespValue push(int depth) {
        return depth == 0
                ? map(counted(depth), Push::new)
                : cursor.broken("a push never stands inside another value", 1);
    }

    private @Nullable List<RespValue> counted(int depth) {
        @Nullable Integer count = size();
        return count == null ? null : items(count, depth);
    }

    private @Nullable List<MapReply.Entry> entries(int depth) {
        @Nullable Integer count = size();
        if (count == null) {
            return null;
        }
        @Nullable List<RespValue> flat = items(2L * count, depth);
        if (flat == null) {
            return null;
        }
        List<MapReply.Entry> entries = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 2) {
            entries.add(new MapReply.Entry(flat.get(i), flat.get(i + 1)));
        }
        return entries;
    }

    private @Nullable List<RespValue> items(long count, int depth) {
        if (count > maxBytes / SMALLEST_VALUE_BYTES) {
            return cursor.broken("a reply has at most " + maxBytes + " bytes", 0);
        }
        List<RespValue> items = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            @Nullable RespValue item = value(depth + 1);
            if (item == null) {
                return null;
            }
            items.add(item);
        }
        return items;
    }

    /// A length where -1 stands for RESP2's null.
    private @Nullable Integer length() {
        @Nullable Long number = whole();
        if (number == null) {
            return null;
        }
        if (number < -1 || number > maxBytes) {
            return cursor.broken("a length lies between -1 and " + maxBytes, 0);
        }
        return number.intValue();
    }

    private @Nullable Integer size() {
        @Nullable Integer length = length();
        return length != null && length < 0
                ? cursor.broken("only RESP2's bulk strings and arrays may be null", 0)
                : length;
    }

    private @Nullable Long whole() {
        @Nullable String line = cursor.line();
        if (line == null) {
            return null;
        }
        if (!WHOLE.matcher(line).matches()) {
            return cursor.broken("an integer is written in decimal", 0);
        }
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            return cursor.broken("an integer has at most 64 bits", 0);
        }
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static <A, B> @Nullable B map(@Nullable A part, Function<A, B> whole) {
        return part == null ? null : whole.apply(part);
    }
}
