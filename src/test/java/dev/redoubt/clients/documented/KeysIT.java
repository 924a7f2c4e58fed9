package dev.redoubt.clients.documented;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.command.CommandReply;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Keys;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.resp.RespValue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The keys found in each documented call are those that the server itself finds.
class KeysIT {
    private static final List<Documented> DOCUMENTED = EveryCommandIT.documented();

    /// What the specifications leave open, by the server's own word: `unknown` or `incomplete`.
    private static final Set<String> OPEN = Set.of("migrate", "sort", "sort_ro");

    /// What Redis before 7.0 flags as `movablekeys`.
    private static final Set<String> MOVABLE =
            Set.of(
                    "eval",
                    "evalsha",
                    "georadius",
                    "georadiusbymember",
                    "memory",
                    "migrate",
                    "sort",
                    "xread",
                    "xreadgroup",
                    "zdiff",
                    "zdiffstore",
                    "zinter",
                    "zinterstore",
                    "zunion",
                    "zunionstore");

    @Test
    void areThoseThatTheServerFinds() {
        try (RealRedis redis = RealRedis.installed()) {
            check(redis, OPEN);
        }
    }

    @Test
    void areThoseThatAnOlderServerFinds() {
        try (RealRedis redis = RealRedis.embedded()) {
            check(redis, MOVABLE);
        }
    }

    private static void check(RealRedis redis, Set<String> open) {
        Map<String, CommandSpec> specs = new HashMap<>();
        CommandReply.read(Documentation.decoded(redis.command("COMMAND")))
                .forEach(spec -> specs.put(spec.name(), spec));
        Set<String> leftOpen = new TreeSet<>();
        int found = 0;
        for (Documented command : DOCUMENTED) {
            for (Call call : Calls.of(command)) {
                List<String> request = call.arguments();
                CommandSpec spec = specs.get(command.words().getFirst().toLowerCase(Locale.ROOT));
                Optional<List<String>> told = told(redis, request);
                if (spec == null || told.isEmpty() || request.size() < 2) {
                    continue;
                }
                Optional<List<String>> ours = ours(spec, request);
                if (ours.isPresent()) {
                    assertEquals(told.get(), ours.get(), call::toString);
                    found += told.get().size();
                } else if (!told.get().isEmpty()) {
                    leftOpen.add(spec.name());
                }
            }
        }
        System.out.println("keys found: " + found + ", left to the server: " + leftOpen);
        assertEquals(new TreeSet<>(open), leftOpen);
        assertTrue(found > 300, found + " keys found");
    }

    /// What COMMAND GETKEYS says; empty where the call is mistaken.
    private static Optional<List<String>> told(RealRedis redis, List<String> request) {
        List<String> question = new ArrayList<>(List.of("COMMAND", "GETKEYS"));
        question.addAll(request);
        RespValue reply = Documentation.decoded(redis.command(question.toArray(String[]::new)));
        if (reply instanceof RespValue.ErrorReply(String message)) {
            return message.contains("no key arguments") ? Optional.of(List.of()) : Optional.empty();
        }
        return Optional.of(reply.elements().stream().map(key -> key.text().orElseThrow()).toList());
    }

    private static Optional<List<String>> ours(CommandSpec spec, List<String> request) {
        List<byte[]> arguments =
                request.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList();
        return Keys.positions(spec, arguments)
                .map(positions -> Arrays.stream(positions).mapToObj(request::get).toList());
    }
}
