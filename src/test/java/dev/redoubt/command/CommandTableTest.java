package dev.redoubt.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class CommandTableTest {
    private static final CommandTable PACKAGED = CommandTable.packaged();

    /// At the very end of the buffer, where short names cannot be read as one number, and before
    /// it.
    private static CommandSpec find(CommandTable table, String name) {
        CommandSpec atEnd = find(table, name, "");
        assertEquals(atEnd, find(table, name, "\r\n$3\r\nkey"));
        return atEnd;
    }

    private static CommandSpec find(CommandTable table, String name, String behind) {
        ByteBuf in = Unpooled.copiedBuffer("..." + name + behind, StandardCharsets.ISO_8859_1);
        try {
            return table.find(in, 3, name.length());
        } finally {
            in.release();
        }
    }

    private static Set<String> packagedNames() throws IOException {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                CommandTable.class.getResourceAsStream("commands-7.0.txt"),
                                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyPackagedCommandIsFoundInAnyCase() throws IOException {
        Set<String> names = packagedNames();
        assertTrue(names.size() > 200, names.size() + " names");
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            assertEquals(name, find(PACKAGED, name).name());
            assertEquals(name, find(PACKAGED, upper).name());
            assertEquals(name, find(PACKAGED, upper.charAt(0) + name.substring(1)).name());
        }
    }

    @Test
    void nothingElseIsFound() throws IOException {
        for (String name : packagedNames()) {
            assertEquals("", find(PACKAGED, name + "\u0000").name());
            assertEquals("", find(PACKAGED, "+" + name).name());
            // As a hash that only drops the case bit would see it.
            assertEquals(
                    "", find(PACKAGED, (char) (name.charAt(0) ^ 0x80) + name.substring(1)).name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "get ", "g\u00e9t", "GE\u0014", "json.get"})
    void unknownIsLeftToTheServer(String name) {
        CommandSpec spec = find(PACKAGED, name);
        assertEquals("", spec.name());
        assertEquals(Handling.PLAIN, spec.handling());
        assertFalse(spec.readOnly());
    }

    @ParameterizedTest
    @CsvSource({
        "get, PLAIN",
        "set, PLAIN",
        "eval, SCRIPT",
        "publish, PUBLISH",
        "spublish, PLAIN",
        "sentinel, SENTINEL",
        "script, CONNECTION",
        "exec, ENDING",
        "discard, ENDING",
        "unwatch, ENDING",
        "blpop, BLOCKING",
        "brpop, BLOCKING",
        "brpoplpush, BLOCKING",
        "blmove, BLOCKING",
        "blmpop, BLOCKING",
        "bzpopmin, BLOCKING",
        "bzpopmax, BLOCKING",
        "bzmpop, BLOCKING",
        "xread, BLOCKING",
        "xreadgroup, BLOCKING",
        "client, CONNECTION",
        "debug, CONNECTION",
        "wait, WAIT",
        "waitaof, WAIT",
        "multi, MULTI",
        "watch, WATCH",
        "select, SELECT",
        "subscribe, SUBSCRIBE",
        "psubscribe, SUBSCRIBE",
        "ssubscribe, SUBSCRIBE",
        "unsubscribe, UNSUBSCRIBE",
        "punsubscribe, UNSUBSCRIBE",
        "sunsubscribe, UNSUBSCRIBE",
        "monitor, MONITOR",
        "auth, AUTH",
        "hello, HELLO",
        "quit, QUIT",
        "reset, RESET",
        "sync, REPLICATION",
        "psync, REPLICATION",
        "replconf, CONNECTION"
    })
    void handling(String name, Handling expected) {
        assertEquals(expected, find(PACKAGED, name).handling(), name);
    }

    @Test
    void flagsTell() {
        assertTrue(find(PACKAGED, "get").readOnly());
        assertFalse(find(PACKAGED, "set").readOnly());
        assertEquals(2, find(PACKAGED, "get").arity());
        assertEquals(Set.of("readonly", "fast"), find(PACKAGED, "get").flags());
    }

    @Test
    void whatAServerToldWins() {
        CommandTable table =
                CommandTable.learned(
                        List.of(
                                CommandSpec.of("get", -9, Set.of("blocking")),
                                CommandSpec.of("mod.wait", 1, Set.of("blocking", "readonly")),
                                CommandSpec.of("multi", 1, Set.of())));
        assertEquals(-9, find(table, "GET").arity());
        assertEquals(Handling.BLOCKING, find(table, "GET").handling());
        assertEquals(Handling.BLOCKING, find(table, "Mod.Wait").handling());
        assertEquals(Handling.MULTI, find(table, "multi").handling());
        assertEquals("set", find(table, "set").name(), "what it did not tell stays");
        assertNotEquals(-9, find(PACKAGED, "get").arity());
    }

    @Test
    void manyNamesFitATable() {
        List<CommandSpec> told =
                IntStream.range(0, 5_000)
                        .mapToObj(i -> CommandSpec.of("module.c" + i, i, Set.of()))
                        .toList();
        CommandTable table = CommandTable.of(told);
        told.forEach(spec -> assertEquals(spec, find(table, spec.name())));
        assertEquals("", find(table, "module.c5000").name());
        assertEquals("", find(CommandTable.of(List.of()), "get").name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set",
                "del",
                "bitfield",
                "xgroup",
                "eval",
                "evalsha",
                "fcall",
                "function",
                "blpop",
                "xreadgroup",
                "sort",
                "flushall",
                "restore",
                "exec",
                "unknown",
                "pfselftest"
            })
    void mayWrite(String name) {
        assertTrue(find(PACKAGED, name).mayWrite());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get", "ping", "publish", "spublish", "eval_ro", "fcall_ro", "info", "select",
                "subscribe", "config", "object", "xread", "multi", "discard", "wait", "dbsize"
            })
    void writesNothing(String name) {
        assertFalse(find(PACKAGED, name).mayWrite());
    }

    @Test
    void subcommandsTellWhetherOneWrites() {
        CommandSpec container = CommandSpec.of("xbox", -2, Set.of());
        CommandSpec reads = CommandSpec.of("xbox|look", 2, Set.of("readonly"));
        CommandSpec writes = CommandSpec.of("xbox|put", 2, Set.of("write"));
        assertTrue(container.mayWrite());
        assertFalse(container.with(Set.of(), List.of(), Map.of("look", reads)).mayWrite());
        assertTrue(container.with(Set.of(), List.of(), Map.of("put", writes)).mayWrite());
    }
}
