package dev.redoubt.clients.documented;

import dev.redoubt.clients.Mask;
import dev.redoubt.resp.RespValue;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// When two servers said the same. The byte decides; where the server itself says that a command's
/// replies are not the same each time (its hints), their order or their values do not count.
enum Likeness {
    BYTES {
        @Override
        String reduced(RespValue value) {
            return value.toString();
        }
    },
    ORDER_ASIDE {
        @Override
        String reduced(RespValue value) {
            return switch (value) {
                case RespValue.ArrayReply(var items) -> "*" + sorted(items);
                case RespValue.SetReply(var items) -> "~" + sorted(items);
                case RespValue.MapReply(var entries) -> "%" + sorted(values(entries));
                default -> value.toString();
            };
        }

        private List<String> sorted(Collection<? extends RespValue> values) {
            return values.stream().map(this::reduced).sorted().toList();
        }

        private List<RespValue> values(List<RespValue.MapReply.Entry> entries) {
            return entries.stream()
                    .<RespValue>map(
                            entry -> new RespValue.ArrayReply(List.of(entry.key(), entry.value())))
                    .toList();
        }
    },
    SHAPE {
        @Override
        String reduced(RespValue value) {
            return switch (value) {
                case RespValue.ArrayReply(var items) -> "*" + shapes(items);
                case RespValue.SetReply(var items) -> "~" + shapes(items);
                case RespValue.Push(var items) -> ">" + shapes(items);
                case RespValue.MapReply(var entries) ->
                        "%"
                                + shapes(entries.stream().map(entry -> entry.key()).toList())
                                + shapes(entries.stream().map(entry -> entry.value()).toList());
                case RespValue.BulkString bulk -> "$" + names(bulk.content());
                case RespValue.Verbatim(var format, var text) -> "=" + format + names(text);
                case RespValue.IntegerReply _ -> ":";
                case RespValue.DoubleReply _ -> ",";
                case RespValue.SimpleString _,
                        RespValue.ErrorReply _,
                        RespValue.NullReply _,
                        RespValue.BooleanReply _,
                        RespValue.BigNumber _ ->
                        value.toString();
            };
        }

        private Set<String> shapes(Collection<? extends RespValue> values) {
            return values.stream()
                    .map(this::reduced)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private Set<String> names(String text) {
            return NAME.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    };

    /// `used_memory:` of INFO and `addr=` of CLIENT LIST.
    private static final Pattern NAME = Pattern.compile("(?m)^[a-z_0-9]+:|\\b[a-z-]+=");

    /// Commands without a hint whose replies differ all the same: by chance, by the connection's
    /// number, by time: EXPIRE with GT or LT compares with what was set a millisecond ago, or not.
    private static final Set<String> UNHINTED =
            Set.of(
                    "acl|genpass",
                    "acl|log",
                    "client|id",
                    "expire",
                    "pexpire",
                    "lolwut",
                    "cluster|myid");

    private static final Set<String> UNHINTED_ORDER = Set.of("acl|cat");

    /// What remains of a reply.
    abstract String reduced(RespValue value);

    /// How alike the replies to a command are on any two servers.
    static Likeness of(Documented command) {
        if (command.hints().contains("nondeterministic_output")
                || UNHINTED.contains(command.name())) {
            return SHAPE;
        }
        return command.hints().contains("nondeterministic_output_order")
                        || UNHINTED_ORDER.contains(command.name())
                ? ORDER_ASIDE
                : BYTES;
    }

    /// Whether both are alike; bytes that are the same always are.
    boolean matches(List<String> direct, List<String> through) {
        if (direct.size() != through.size()) {
            return false;
        }
        for (int i = 0; i < direct.size(); i++) {
            if (!matches(direct.get(i), through.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(String direct, String through) {
        String masked = Mask.of(direct);
        String other = Mask.of(through);
        if (masked.equals(other)) {
            return true;
        }
        boolean readable = this != BYTES && !direct.startsWith("(") && !through.startsWith("(");
        return readable
                && reduced(Documentation.decoded(direct))
                        .equals(reduced(Documentation.decoded(through)));
    }
}
