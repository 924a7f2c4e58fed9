package dev.redoubt.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// As `sdssplitargs` of Redis 7.0 splits, tried there.
final class InlineRequestTest {
    static Stream<Arguments> lines() {
        return Stream.of(
                line(""),
                line("  \t "),
                line("PING", "PING"),
                line("  SET \t key  value ", "SET", "key", "value"),
                line("ECHO \"a b\"", "ECHO", "a b"),
                line("ECHO \"\"", "ECHO", ""),
                line("ECHO ''", "ECHO", ""),
                line("ECHO \"\\n\\r\\t\\b\\a\\\\\\\"\"", "ECHO", "\n\r\t\b\u0007\\\""),
                line("ECHO \"\\x41\\xfF\"", "ECHO", "A\u00ff"),
                line("ECHO \"\\xag\\q\"", "ECHO", "xagq"),
                line("ECHO \"\\x4\"", "ECHO", "x4"),
                line("ECHO 'a \\' b \\n'", "ECHO", "a ' b \\n"),
                line("ECHO a\"b c\"", "ECHO", "ab c"),
                line("ECHO a'b c' d", "ECHO", "ab c", "d"),
                line("ECHO a\\nb", "ECHO", "a\\nb"),
                line("ECHO \"'\" '\"'", "ECHO", "'", "\""),
                line("ECHO a\u000bb\fc", "ECHO", "a\u000bb\fc"),
                line("\u000bECHO\t\f\"a\"\u000bb", "ECHO", "a", "b"),
                line("ECHO \u00e9", "ECHO", "\u00e9"));
    }

    private static Arguments line(String line, String... arguments) {
        return Arguments.of(line, List.of(arguments));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void split(String line, List<String> expected) {
        List<byte[]> found = InlineRequest.split(line.getBytes(StandardCharsets.ISO_8859_1));
        assertNotNull(found);
        assertEquals(
                expected,
                found.stream().map(each -> new String(each, StandardCharsets.ISO_8859_1)).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "'",
                "GET \"a",
                "GET 'a",
                "GET \"a\"b",
                "GET 'a'b",
                "GET \"a\\\"",
                "GET 'a\\'",
                "GET \"a\\",
                "GET \"a\"\"b\"",
                "GET a\""
            })
    void unbalanced(String line) {
        assertNull(InlineRequest.split(line.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void anyLineIsSplitOrRefused() {
        Seeded.check(
                5_000,
                random -> {
                    StringBuilder line = new StringBuilder();
                    for (int i = random.nextInt(12); i > 0; i--) {
                        line.append("\"'\\x4f n\t\u0000\u00ff".charAt(random.nextInt(11)));
                    }
                    List<byte[]> found =
                            InlineRequest.split(
                                    line.toString().getBytes(StandardCharsets.ISO_8859_1));
                    int bytes =
                            found == null ? 0 : found.stream().mapToInt(each -> each.length).sum();
                    if (bytes > line.length()) {
                        throw new AssertionError(line);
                    }
                });
    }
}
