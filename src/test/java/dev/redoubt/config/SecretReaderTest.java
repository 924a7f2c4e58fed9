package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class SecretReaderTest {
    @TempDir private Path directory = Path.of("");

    private static String poolPassword(String value) {
        Secret password =
                ConfigText.valid(ConfigText.withPool("password: " + value))
                        .pools()
                        .getFirst()
                        .password();
        return password == null ? "none" : password.value();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("secret"), content);
    }

    private static List<String> lines(String value) {
        return ConfigText.lines(ConfigText.withPool("password: " + value));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, plain",
                "0123, 0123",
                "yes, yes",
                "'null', null",
                "'a#b: c', a#b: c",
                "a$b{c}, a$b{c}",
                "${env:REDIS_PASSWORD}, redis-secret",
            })
    void passwords(String written, String password) {
        assertEquals(password, poolPassword(written));
    }

    @Test
    void onlyTheLastLineBreakOfAFileIsDropped() throws IOException {
        assertEquals("a b", poolPassword("${file:" + file("a b\n") + "}"));
        assertEquals("a", poolPassword("${file:" + file("a\r\n") + "}"));
        assertEquals(" a\n", poolPassword("${file:" + file(" a\n\n") + "}"));
        assertEquals("a", poolPassword("${file:" + file("a") + "}"));
    }

    @Test
    void filesThatHoldNoSecret() throws IOException {
        String at = "5:15: pools.orders.password: ${file:";
        Path secret = Files.writeString(directory.resolve("s"), "\n");
        assertEquals(1, lines("${file:" + secret + "}").size());
        assertEquals(
                List.of(at + "/nowhere/redis} (expected: a file that exists)"),
                lines("${file:/nowhere/redis}"));
        assertEquals(
                List.of(at + "/tmp} (expected: a file, not a directory)"), lines("${file:/tmp}"));
        assertEquals(
                List.of(at + "/dev/zero} (expected: a file of at most 64KiB)"),
                lines("${file:/dev/zero}"));
        assertEquals(
                List.of(
                        at
                                + "redis} (expected: an absolute path, as in"
                                + " ${file:/run/secrets/redis})"),
                lines("${file:redis}"));
    }

    @Test
    void variablesThatHoldNoSecret() {
        assertEquals(
                List.of(
                        "5:15: pools.orders.password: ${env:NONE} (expected: a variable that is"
                                + " set)"),
                lines("${env:NONE}"));
        assertEquals(
                List.of(
                        "5:15: pools.orders.password: ${env:EMPTY} (expected: a variable that is"
                                + " not empty)"),
                lines("${env:EMPTY}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "${hunter2}", "[hunter2]", "{hunter2: hunter2}", "!x hunter2"})
    void whatIsNoPasswordIsNotShown(String value) {
        List<String> lines = lines(value);
        assertEquals(1, lines.size());
        assertFalse(lines.getFirst().contains("hunter2"), lines.getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: *hunter2",
                "password: !hunter2!x y",
                "password: hunter2: x",
                "password: \"hunter2",
                "password: {hunter2",
                "pasword: hunter2",
                "password:hunter2",
                "limits: password:hunter2",
                "limits: [{password: hunter2}]",
                "limits: {password:hunter2}",
                "limits: {passwd=hunter2: 1}",
                "password: &secret hunter2\n    idle_timeout: *secret",
                "idle_timeout: redis://user:hunter2@host:1",
            })
    void misplacedPasswordsAreNotShown(String keys) {
        List<String> lines = ConfigText.lines(ConfigText.withPool(keys));
        assertFalse(lines.isEmpty());
        assertFalse(String.join("\n", lines).contains("hunter2"), lines::toString);
    }

    @Test
    void aValidConfigurationPrintsNoSecret() {
        RedoubtConfig config = ConfigText.valid(ConfigText.withPool("password: hunter2"));
        assertFalse(config.toString().contains("hunter2"), config::toString);
    }
}
