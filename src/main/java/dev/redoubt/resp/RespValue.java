package dev.redoubt.resp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One decoded reply of the control plane, RESP2 or RESP3. Immutable. The data path never makes
/// these: it scans replies for their ends only.
///
/// Source: <https://redis.io/docs/latest/develop/reference/protocol-spec/>
public sealed interface RespValue {
    /// `+OK`
    record SimpleString(String content) implements RespValue {}

    /// `-ERR …` or RESP3's `!`; `message` has no leading `-`.
    record ErrorReply(String message) implements RespValue {
        /// The first word, by which programs tell errors apart (`NOAUTH`, `READONLY`).
        public String code() {
            int space = message.indexOf(' ');
            return space < 0 ? message : message.substring(0, space);
        }
    }

    /// `$`: bytes of any content, compared by content.
    final class BulkString implements RespValue {
        private final byte[] bytes;

        private BulkString(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Takes a copy of `bytes`.
        public static BulkString of(byte[] bytes) {
            return new BulkString(bytes.clone());
        }

        /// The UTF-8 bytes of `text`.
        public static BulkString of(String text) {
            return new BulkString(text.getBytes(StandardCharsets.UTF_8));
        }

        /// A copy of the content.
        public byte[] bytes() {
            return bytes.clone();
        }

        /// The content read as UTF-8.
        public String content() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BulkString bulk && Arrays.equals(bytes, bulk.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "BulkString[" + content() + "]";
        }
    }

    /// `:42`
    record IntegerReply(long value) implements RespValue {}

    /// `*`
    record ArrayReply(List<RespValue> items) implements RespValue {
        /// Keeps an unchangeable copy of `items`.
        public ArrayReply {
            items = List.copyOf(items);
        }
    }

    /// `$-1`, `*-1` or RESP3's `_`
    record NullReply() implements RespValue {}

    /// `%`
    record MapReply(List<Entry> entries) implements RespValue {
        /// Keeps an unchangeable copy of `entries`.
        public MapReply {
            entries = List.copyOf(entries);
        }

        /// One field of a map.
        public record Entry(RespValue key, RespValue value) {}
    }

    /// `~`, in the order of the wire
    record SetReply(List<RespValue> items) implements RespValue {
        /// Keeps an unchangeable copy of `items`.
        public SetReply {
            items = List.copyOf(items);
        }
    }

    /// `,3.14`, with `inf`, `-inf` and `nan`
    record DoubleReply(double value) implements RespValue {}

    /// `#t` and `#f`
    record BooleanReply(boolean value) implements RespValue {}

    /// `(`
    record BigNumber(BigInteger value) implements RespValue {}

    /// `=`; `format` is `txt`, `mkd` or another three letters.
    record Verbatim(String format, String content) implements RespValue {}

    /// `>`: out of band, never the answer to a command
    record Push(List<RespValue> items) implements RespValue {
        /// Keeps an unchangeable copy of `items`.
        public Push {
            items = List.copyOf(items);
        }
    }

    /// What a person would read as this value's text: strings as they are, numbers in decimal.
    /// Empty for errors, nulls and collections.
    default Optional<String> text() {
        return switch (this) {
            case SimpleString simple -> Optional.of(simple.content());
            case BulkString bulk -> Optional.of(bulk.content());
            case Verbatim verbatim -> Optional.of(verbatim.content());
            case IntegerReply integer -> Optional.of(Long.toString(integer.value()));
            case BigNumber big -> Optional.of(big.value().toString());
            case DoubleReply number -> Optional.of(Double.toString(number.value()));
            case BooleanReply bool -> Optional.of(Boolean.toString(bool.value()));
            case ErrorReply _, ArrayReply _, NullReply _, MapReply _, SetReply _, Push _ ->
                    Optional.empty();
        };
    }

    /// The elements of an array, a set or a push; empty for all else.
    default List<RespValue> elements() {
        return switch (this) {
            case ArrayReply array -> array.items();
            case SetReply set -> set.items();
            case Push push -> push.items();
            case SimpleString _,
                    ErrorReply _,
                    IntegerReply _,
                    BulkString _,
                    NullReply _,
                    MapReply _,
                    DoubleReply _,
                    BooleanReply _,
                    BigNumber _,
                    Verbatim _ ->
                    List.of();
        };
    }

    /// Named fields: a RESP3 map, or RESP2's flat array of names and values. Fields without text
    /// are left out; the last of equal names counts.
    default Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        if (this instanceof MapReply map) {
            for (MapReply.Entry entry : map.entries()) {
                putField(fields, entry.key(), entry.value());
            }
        } else {
            List<RespValue> flat = elements();
            for (int i = 0; i + 1 < flat.size(); i += 2) {
                putField(fields, flat.get(i), flat.get(i + 1));
            }
        }
        return fields;
    }

    private static void putField(Map<String, String> fields, RespValue name, RespValue value) {
        name.text().ifPresent(key -> value.text().ifPresent(text -> fields.put(key, text)));
    }
}
