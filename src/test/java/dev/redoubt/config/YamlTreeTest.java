package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What is no YAML, or too much of it, is one problem at its place.
final class YamlTreeTest {
    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("", "1:1: file: empty (expected: a map with pools or vips)"),
                Arguments.of(
                        "# nothing\n", "1:1: file: empty (expected: a map with pools or vips)"),
                Arguments.of("pools:\n\ta: 1\n", "2:1: yaml: a tab (expected: spaces)"),
                Arguments.of(
                        "a: b: c",
                        "1:5: yaml: a colon too many on this line (expected: one 'key: value' a"
                                + " line, text with ': ' in quotes)"),
                Arguments.of(
                        "a: [1, 2\nb: 3\n",
                        "2:2: yaml: an unfinished list or map (expected: ',' or its closing"
                                + " bracket)"),
                Arguments.of(
                        "a: 'x\n",
                        "2:1: yaml: the file ends inside quotes (expected: the closing quote)"),
                Arguments.of(
                        "a:\n  b: 1\n c: 1\n",
                        "3:2: yaml: does not fit what is above it (expected: keys of one map in"
                                + " one column)"),
                Arguments.of(
                        "a: @b",
                        "1:4: yaml: this character cannot start a value (expected: the value in"
                                + " quotes)"),
                Arguments.of(
                        "a: \"\\x\"",
                        "1:7: yaml: not an escape (expected: single quotes, or \\\\ for a"
                                + " backslash)"),
                Arguments.of(
                        "a: - b",
                        "1:4: yaml: a list on its key's line (expected: each '- ' on a line of its"
                                + " own)"),
                Arguments.of("a: 1\n---\nb: 2\n", "2:1: yaml: a second document (expected: one)"),
                Arguments.of(
                        "a: b\u0007", "1:5: yaml: a control character (expected: printable text)"),
                Arguments.of(
                        "a: &x [*x]",
                        "1:8: yaml: an alias inside its own anchor (expected: no circle)"),
                Arguments.of(
                        "[".repeat(100_000),
                        "1:32: yaml: nested too deeply (expected: at most 32 levels)"),
                Arguments.of("%YAML 3.0\n---\na: 1", "1:1: yaml: unreadable (expected: YAML 1.2)"),
                Arguments.of("a: ]", "1:4: yaml: not YAML (expected: YAML 1.2)"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void oneProblem(String text, String line) {
        assertEquals(List.of(line), ConfigText.lines(text));
    }

    @Test
    void aliasesAreCountedWrittenOut() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1) + ",";
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, alias.repeat(10)));
        }
        assertEquals(
                List.of("5:46: yaml: too many values (expected: at most 100000)"),
                ConfigText.lines(laughs.toString()));
    }

    @Test
    void anAliasStandsForAWholeValue() {
        String text =
                """
                pools:
                  a:
                    listen: 127.0.0.1:0
                    backend: &redis
                      servers: ['r:1']
                  b: {listen: 127.0.0.1:0, backend: *redis}
                """;
        List<PoolConfig> pools = ConfigText.valid(text).pools();
        assertEquals(pools.getFirst().backend(), pools.getLast().backend());
    }

    @Test
    void wrongEncodingIsLocated() {
        byte[] latin1 = "pools:\n  caf\u00e9: 1\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                List.of("2:6: file: not UTF-8 from here (expected: UTF-8 text)"),
                ConfigText.lines(ConfigText.read(latin1)));
    }

    @Test
    void byteOrderMarkAndWindowsLinesAreRead() {
        String text = "\uFEFF" + ConfigText.withTop("workers: 0").replace("\n", "\r\n");
        assertEquals(
                List.of("3:10: workers: 0 (expected: auto or a number from 1 to 1024)"),
                ConfigText.lines(text));
    }

    @Test
    void filesThatCannotBeRead() {
        assertEquals(
                "/nowhere/redoubt.yml:1:1: file: does not exist (expected: a readable YAML file)",
                only(Path.of("/nowhere/redoubt.yml")));
        assertEquals(
                "src:1:1: file: a directory (expected: a readable YAML file)",
                only(Path.of("src")));
        assertEquals(
                "/dev/zero:1:1: file: too large (expected: at most 1MiB)",
                only(Path.of("/dev/zero")));
    }

    private static String only(Path file) {
        ConfigOutcome outcome = ConfigFile.read(file, ConfigText.VARIABLES::get);
        var invalid = assertInstanceOf(ConfigOutcome.Invalid.class, outcome);
        assertEquals(1, invalid.problems().size());
        return invalid.problems().getFirst().toString();
    }
}
