package dev.redoubt.command;

import dev.redoubt.resp.RespValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a server answers COMMAND: per command its name, arity, flags, first and last key and step,
/// and from Redis 7.0 on its tips, key specifications and subcommands
/// (<https://redis.io/docs/latest/commands/command/>). In RESP2, where a map is a list.
public final class CommandReply {
    private static final int FLAGS = 2;
    private static final int FIRST_KEY = 3;
    private static final int LAST_KEY = 4;
    private static final int KEY_STEP = 5;
    private static final int TIPS = 7;
    private static final int KEY_SPECS = 8;
    private static final int SUBCOMMANDS = 9;

    private CommandReply() {}

    /// The commands; what is not of that form is left out.
    public static List<CommandSpec> read(RespValue reply) {
        List<CommandSpec> specs = new ArrayList<>();
        for (RespValue entry : reply.elements()) {
            List<RespValue> fields = entry.elements();
            if (fields.size() > FLAGS
                    && fields.get(1) instanceof RespValue.IntegerReply(long arity)) {
                String name = fields.getFirst().text().orElse("").toLowerCase(Locale.ROOT);
                if (!name.isEmpty()) {
                    specs.add(spec(name, (int) arity, fields));
                }
            }
        }
        return specs;
    }

    private static CommandSpec spec(String name, int arity, List<RespValue> fields) {
        Set<String> flags = words(fields.get(FLAGS));
        Map<String, CommandSpec> subcommands = new HashMap<>();
        if (fields.size() > SUBCOMMANDS) {
            for (CommandSpec subcommand : read(fields.get(SUBCOMMANDS))) {
                String own = subcommand.name();
                subcommands.put(own.substring(own.indexOf('|') + 1), subcommand);
            }
        }
        return CommandSpec.of(name, arity, flags)
                .with(
                        fields.size() > TIPS ? words(fields.get(TIPS)) : Set.of(),
                        fields.size() > KEY_SPECS
                                ? keys(fields.get(KEY_SPECS))
                                : keys(flags, fields),
                        subcommands);
    }

    private static Set<String> words(RespValue list) {
        Set<String> words = new HashSet<>();
        list.elements().forEach(word -> word.text().ifPresent(words::add));
        return Set.copyOf(words);
    }

    private static List<KeySpec> keys(Set<String> flags, List<RespValue> fields) {
        return fields.size() > KEY_STEP
                ? keys(
                        flags,
                        number(fields.get(FIRST_KEY)),
                        number(fields.get(LAST_KEY)),
                        number(fields.get(KEY_STEP)))
                : List.of();
    }

    /// What Redis before 7.0 tells.
    static List<KeySpec> keys(Set<String> flags, int first, int last, int step) {
        List<KeySpec> keys = new ArrayList<>();
        if (first > 0) {
            keys.add(KeySpec.of(first, last, step));
        }
        if (flags.contains("movablekeys")) {
            keys.add(
                    new KeySpec(new KeySpec.Begin.Unknown(), new KeySpec.Find.Unknown(), Set.of()));
        }
        return List.copyOf(keys);
    }

    private static List<KeySpec> keys(RespValue list) {
        List<KeySpec> keys = new ArrayList<>();
        for (RespValue item : list.elements()) {
            Fields fields = Fields.of(item);
            keys.add(
                    new KeySpec(
                            begin(Fields.of(fields.at("begin_search"))),
                            find(Fields.of(fields.at("find_keys"))),
                            words(fields.at("flags"))));
        }
        return List.copyOf(keys);
    }

    private static KeySpec.Begin begin(Fields search) {
        Fields spec = Fields.of(search.at("spec"));
        return switch (search.text("type")) {
            case "index" -> new KeySpec.Begin.Index(spec.number("index"));
            case "keyword" ->
                    new KeySpec.Begin.Keyword(spec.text("keyword"), spec.number("startfrom"));
            default -> new KeySpec.Begin.Unknown();
        };
    }

    private static KeySpec.Find find(Fields keys) {
        Fields spec = Fields.of(keys.at("spec"));
        return switch (keys.text("type")) {
            case "range" ->
                    new KeySpec.Find.Range(
                            spec.number("lastkey"), spec.number("keystep"), spec.number("limit"));
            case "keynum" ->
                    new KeySpec.Find.Counted(
                            spec.number("keynumidx"),
                            spec.number("firstkey"),
                            spec.number("keystep"));
            default -> new KeySpec.Find.Unknown();
        };
    }

    private static int number(RespValue value) {
        return value instanceof RespValue.IntegerReply(long number) ? (int) number : 0;
    }

    /// Names and values as RESP2 has them: in turn.
    private record Fields(Map<String, RespValue> values) {
        static Fields of(RespValue flat) {
            Map<String, RespValue> values = new HashMap<>();
            List<RespValue> items = flat.elements();
            for (int i = 0; i + 1 < items.size(); i += 2) {
                RespValue value = items.get(i + 1);
                items.get(i).text().ifPresent(name -> values.put(name, value));
            }
            return new Fields(values);
        }

        RespValue at(String name) {
            return values.getOrDefault(name, new RespValue.NullReply());
        }

        String text(String name) {
            return at(name).text().orElse("");
        }

        int number(String name) {
            return CommandReply.number(at(name));
        }
    }
}
