package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

final class CheckCommandTest {
    private static final String VALID =
            "pools: {a: {listen: '127.0.0.1:0', backend: {servers: ['r:1']}}}\n";

    @TempDir private Path directory = Path.of("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int check(String... arguments) {
        return new CommandLine(new CheckCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("redoubt.yml"), text);
    }

    @Test
    void validFileSaysSoOnStandardOutput() throws IOException {
        Path file = file(VALID);
        assertEquals(0, check("-c", file.toString()));
        assertEquals(file + ": ok (1 pool)\n", out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void warningsLeaveTheFileValid() throws IOException {
        Path file =
                file(VALID.replace("servers: ['r:1']", "sentinel: {master: m, nodes: ['r:1']}"));
        assertEquals(0, check("-c", file.toString()));
        assertEquals(file + ": ok (1 pool)\n", out.toString());
        assertEquals(
                file
                        + ":1:75: warning: pools.a.backend.sentinel.nodes: 1 of 1 Sentinels must"
                        + " agree, so one that is lost stops every failover (expected: three or"
                        + " more)\n",
                err.toString());
    }

    @Test
    void problemsAndWarningsGoToStandardErrorInFileOrder() throws IOException {
        Path file = file("workers: 0\npools: {}\nlog: {level: all}\n");
        assertEquals(1, check("--config", file.toString()));
        assertEquals("", out.toString());
        assertEquals(
                """
                %1$s:1:10: workers: 0 (expected: auto or a number from 1 to 1024)
                %1$s:2:1: pools: empty (expected: a map with one pool or more)
                %1$s:3:14: log.level: all (expected: one of error, warn, info, debug, trace)
                """
                        .formatted(file),
                err.toString());
    }

    @Test
    void withoutArgumentRedoubtYmlIsChecked() {
        assertEquals(1, check());
        assertEquals(
                "redoubt.yml:1:1: file: does not exist (expected: a readable YAML file)\n",
                err.toString());
    }
}
