package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The demo's own part, as a program: what it prints, how it ends, what it leaves behind.
@Timeout(60)
class DemoIT {
    @Test
    void itEndsByItselfWithASum() throws Exception {
        try (Program demo = Program.start("--exit-after=2s", "--load=500")) {
            Path folder = demo.folder();
            List<String> rest = demo.rest();

            assertEquals(0, demo.status());
            assertTrue(
                    rest.getLast().matches(".*sum: [1-9]\\d+ commands, 0 errors, 0 moves, .*"),
                    rest::toString);
            assertFalse(Files.exists(folder));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsItInOrder(String signal) throws Exception {
        try (Program demo = Program.start("--load=100")) {
            Path folder = demo.folder();
            assertTrue(Files.isDirectory(folder));

            demo.send(signal);
            List<String> rest = demo.rest();

            assertEquals(0, demo.status());
            assertTrue(rest.getLast().contains("sum: "), rest::toString);
            assertFalse(Files.exists(folder));
        }
    }

    @Test
    void aKilledPrimaryIsReplacedAndComesBack() throws Exception {
        try (Program demo = Program.start("--kill-primary-every=3s", "--load=200")) {
            demo.lineWith("kill -9 ", "the primary redis-1");
            demo.lineWith("moved to redis-");
            demo.lineWith("to kill this one: kill -9 ");
            demo.lineWith("back: redis-1", "believing that it is primary");
            demo.send("TERM");

            List<String> rest = demo.rest();
            assertTrue(rest.getLast().contains("sum: "), rest::toString);
            assertEquals(0, demo.status());
        }
    }

    @Test
    void aPortInUseIsToldBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program demo = Program.start("--port=" + taken.getLocalPort())) {
            assertEquals(
                    List.of(
                            "--port: "
                                    + taken.getLocalPort()
                                    + " is in use (expected: a free port; 0 takes any)"),
                    demo.rest());
            assertEquals(1, demo.status());
        }
    }

    private record Program(Process process, BufferedReader said) implements AutoCloseable {
        static Program start(String... arguments) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.addAll(List.of(RelayDemo.class.getName(), "--port=0", "--admin=0"));
            // Given again, an option of a test would be refused as given twice.
            for (String argument : arguments) {
                command.removeIf(argument.substring(0, argument.indexOf('=')).concat("=0")::equals);
                command.add(argument);
            }
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new Program(process, process.inputReader(StandardCharsets.UTF_8));
        }

        Path folder() throws IOException {
            String line = lineWith("logs of Redis:");
            return Path.of(line.substring(line.indexOf('/')));
        }

        String lineWith(String... parts) throws IOException {
            StringBuilder seen = new StringBuilder();
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (List.of(parts).stream().allMatch(line::contains)) {
                    return line;
                }
                seen.append(line).append('\n');
            }
            throw new AssertionError("not said: " + List.of(parts) + " but\n" + seen);
        }

        List<String> rest() {
            return said.lines().toList();
        }

        int status() throws InterruptedException {
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            return process.exitValue();
        }

        void send(String signal) throws Exception {
            String pid = Long.toString(process.pid());
            assertEquals(0, new ProcessBuilder("kill", "-" + signal, pid).start().waitFor());
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            said.close();
        }
    }
}
