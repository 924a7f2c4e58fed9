package dev.redoubt.clients.documented;

import dev.redoubt.peers.RealRedis;
import dev.redoubt.resp.Decoded;
import dev.redoubt.resp.RespDecoder;
import dev.redoubt.resp.RespValue;

import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a server says of its own commands, Redis 7.0 or later.
final class Documentation {
    private static final RespDecoder DECODER = new RespDecoder(64 * 1024 * 1024);
    private static final int FLAGS = 2;
    private static final int HINTS = 7;
    private static final int SUBCOMMANDS = 9;

    private record Told(Set<String> flags, Set<String> hints) {}

    private final Map<String, Told> told = new LinkedHashMap<>();
    private final List<Documented> commands = new ArrayList<>();

    private Documentation() {}

    /// All commands and subcommands of a server, by name.
    static List<Documented> of(RealRedis redis) {
        return of(decoded(redis.command("COMMAND")), decoded(redis.command("COMMAND", "DOCS")));
    }

    /// @param list what COMMAND answers
    /// @param docs what COMMAND DOCS answers
    static List<Documented> of(RespValue list, RespValue docs) {
        Documentation all = new Documentation();
        list.elements().forEach(all::tell);
        all.document(docs);
        all.commands.sort(Comparator.comparing(Documented::name));
        return List.copyOf(all.commands);
    }

    /// One whole reply.
    static RespValue decoded(String reply) {
        byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
        return switch (DECODER.decode(Unpooled.wrappedBuffer(bytes))) {
            case Decoded.Complete(RespValue value) -> value;
            case Decoded.Incomplete _ -> throw new IllegalArgumentException("cut: " + reply);
            case Decoded.Malformed(var error) ->
                    throw new IllegalArgumentException(error + ": " + reply);
        };
    }

    private void tell(RespValue entry) {
        List<RespValue> fields = entry.elements();
        told.put(text(fields.getFirst()), new Told(set(fields, FLAGS), set(fields, HINTS)));
        if (fields.size() > SUBCOMMANDS) {
            fields.get(SUBCOMMANDS).elements().forEach(this::tell);
        }
    }

    private static Set<String> set(List<RespValue> fields, int index) {
        return index < fields.size() ? words(fields.get(index)) : Set.of();
    }

    private static Set<String> words(RespValue array) {
        Set<String> words = new LinkedHashSet<>();
        array.elements().forEach(word -> words.add(text(word)));
        return words;
    }

    private void document(RespValue docs) {
        fields(docs).forEach(this::document);
    }

    private void document(String name, RespValue docs) {
        Map<String, RespValue> fields = fields(docs);
        Optional<RespValue> subcommands = Optional.ofNullable(fields.get("subcommands"));
        Told known = told.getOrDefault(name, new Told(Set.of(), Set.of()));
        commands.add(
                new Documented(
                        name,
                        Optional.ofNullable(fields.get("group"))
                                .map(Documentation::text)
                                .orElse("generic"),
                        known.flags(),
                        known.hints(),
                        subcommands.isPresent()
                                ? Documented.Family.CONTAINER
                                : Documented.Family.CHILDLESS,
                        arguments(fields)));
        subcommands.ifPresent(this::document);
    }

    private static List<Argument> arguments(Map<String, RespValue> fields) {
        RespValue arguments = fields.get("arguments");
        return arguments == null
                ? List.of()
                : arguments.elements().stream().map(Documentation::argument).toList();
    }

    private static Argument argument(RespValue docs) {
        Map<String, RespValue> fields = fields(docs);
        RespValue token = fields.get("token");
        RespValue flags = fields.get("flags");
        return new Argument(
                text(fields.get("name")),
                text(fields.get("type")),
                // The empty string is documented with its quotes.
                token == null ? null : text(token).replace("\"\"", ""),
                flags == null ? Set.of() : words(flags),
                arguments(fields));
    }

    private static Map<String, RespValue> fields(RespValue flat) {
        Map<String, RespValue> fields = new LinkedHashMap<>();
        List<RespValue> items = flat.elements();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            fields.put(text(items.get(i)), items.get(i + 1));
        }
        return fields;
    }

    private static String text(@Nullable RespValue value) {
        return value == null ? "" : value.text().orElse("");
    }
}
