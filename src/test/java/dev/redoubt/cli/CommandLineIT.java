package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `./redoubt` with all that people type: what it says, where, and its exit status.
@Timeout(120)
class CommandLineIT {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "--version, redoubt ",
        "--help, Usage: redoubt ",
        "run --help, Usage: redoubt run ",
        "check --help, Usage: redoubt check ",
        "demo --help, Usage: redoubt demo ",
        "status --help, Usage: redoubt status ",
        "pause --help, Usage: redoubt pause ",
        "resume --help, Usage: redoubt resume ",
        "accept-loss --help, Usage: redoubt accept-loss ",
    })
    void whatWasAskedForGoesToStandardOutput(String arguments, String begin) throws Exception {
        try (Launched redoubt = Launched.redoubt(arguments.split(" ", -1))) {
            assertEquals(0, redoubt.status());
            assertTrue(redoubt.out().strip().startsWith(begin), redoubt.out());
            assertEquals("", redoubt.err());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rum, run",
        "run --confg x, --config",
        "demo --prot 0, --port",
        "demo --load many, '--load: many (expected: a number from 0 to 1000000)'",
        "demo --exit-after 30, '--exit-after: 30 (expected: a time with its unit'",
        "check here.yml, here.yml",
        "pause, POOL",
    })
    void aWrongCallNamesWhatIsRight(String arguments, String hint) throws Exception {
        try (Launched redoubt = Launched.redoubt(arguments.split(" ", -1))) {
            assertEquals(2, redoubt.status());
            assertTrue(redoubt.err().contains(hint), redoubt.err());
            assertEquals("", redoubt.out());
        }
    }

    @Test
    void withoutACommandItTellsWhatThereIs() throws Exception {
        try (Launched redoubt = Launched.redoubt()) {
            assertEquals(2, redoubt.status());
            for (String command :
                    List.of("run", "check", "demo", "status", "pause", "resume", "accept-loss")) {
                assertTrue(redoubt.err().contains("\n  " + command + " "), redoubt.err());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    void aMissingFileIsToldInOneLine(String command) throws Exception {
        String file = folder.resolve("nowhere.yml").toString();
        try (Launched redoubt = Launched.redoubt(command, "-c", file)) {
            assertEquals(1, redoubt.status());
            List<String> lines = redoubt.err().lines().toList();
            assertEquals(1, lines.size(), redoubt.err());
            assertTrue(lines.getFirst().startsWith(file), redoubt.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    void everyProblemOfAFileIsLocated(String command) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("faulty.yml"),
                        """
                        pools:
                          orders:
                            lisen: 127.0.0.1:6379
                            listen: 127.0.0.1
                            max_clients: many
                            idle_timeout: 30
                            password: ${file:/nowhere/at/all}
                            backend: {servers: ["127.0.0.1:6379"], sentinels: 1}
                        """);
        try (Launched redoubt = Launched.redoubt(command, "-c", file.toString())) {
            assertEquals(1, redoubt.status());
            List<String> lines = redoubt.err().lines().toList();
            for (String place : List.of("3:5", "4:13", "5:18", "6:19", "7:15", "8:44")) {
                assertEquals(
                        1,
                        lines.stream()
                                .filter(line -> line.startsWith(file + ":" + place + ": "))
                                .count(),
                        () -> place + " in\n" + redoubt.err());
            }
            assertEquals(6, lines.size(), redoubt.err());
            assertTrue(lines.getFirst().contains("listen"), redoubt.err());
        }
    }

    @Test
    void aGoodFileIsOk() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("good.yml"),
                        """
                        pools:
                          orders:
                            listen: 127.0.0.1:6379
                            backend: {servers: ["127.0.0.1:6380"]}
                        """);
        try (Launched redoubt = Launched.redoubt("check", "-c", file.toString())) {
            assertEquals(0, redoubt.status());
            assertEquals(file + ": ok (1 pool)\n", redoubt.out());
            assertEquals("", redoubt.err());
        }
    }
}
