package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// `./redoubt demo` as a process: what it shows, how it ends, what it leaves behind.
@Timeout(120)
class DemoIT {
    /// Six of Redis and the watcher.
    private static final int PROCESSES = 7;

    private static final String UNANSWERED =
            "ERR redoubt: the connection to the primary ended before ";

    @Test
    void itShowsAFailoverAndEndsWithASum() throws Exception {
        try (Launched demo =
                demo("--exit-after", "8s", "--load", "500", "--kill-primary-every", "4s")) {
            Traces traces = Traces.of(demo);
            demo.lineWith("kill -9 " + primaryPid(demo) + ": the primary redis-1");
            demo.lineWith("lost: the primary redis-1");
            demo.lineWith("elected: the Sentinels agreed on redis-");
            String moved = demo.lineWith("moved to redis-");
            assertTrue(moved.matches(".* \\d+ commands waited, the longest \\d+ ms"), moved);

            assertEquals(0, demo.status());
            String sum = demo.out().lines().toList().getLast();
            assertTrue(sum.matches(".*  sum: [1-9]\\d+ commands, .* moves, longest wait .*"), sum);
            assertFalse(sum.contains("broken connections"), sum);
            assertFalse(sum.contains("wrong replies"), sum);
            assertTrue(sum.contains(" 0 errors") || sum.contains(UNANSWERED), sum);
            assertEquals("", demo.err());
            traces.assertGone();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsItInOrder(String signal) throws Exception {
        try (Launched demo = demo("--load", "100")) {
            Traces traces = Traces.of(demo);

            demo.send(signal);

            assertEquals(0, demo.status());
            assertTrue(demo.out().contains("  sum: "), demo.out());
            traces.assertGone();
        }
    }

    @Test
    void ctrlCReachesTheWholeProcessGroup() throws Exception {
        try (Launched demo = Launched.redoubtInItsOwnGroup("demo", "--port=0", "--admin=0")) {
            Traces traces = Traces.of(demo);

            demo.sendToGroup("INT");

            assertEquals(0, demo.status());
            assertTrue(demo.out().contains("  sum: "), demo.out());
            traces.assertGone();
        }
    }

    @Test
    void killedItLeavesNothing() throws Exception {
        try (Launched demo = demo("--load", "100")) {
            Traces traces = Traces.of(demo);

            demo.send("KILL");

            assertEquals(128 + 9, demo.status());
            traces.assertGone();
        }
    }

    @Test
    void whatItTellsToTryWorks() throws Exception {
        try (Launched demo = demo();
                PlainClient client = new PlainClient(address(demo))) {
            assertEquals("+OK", client.ask("SET", "hello", "world"));
            // Replication is asynchronous: what no replica has dies with the primary.
            assertEquals(":2", client.ask("WAIT", "2", "10000"));

            new ProcessBuilder("kill", "-9", primaryPid(demo)).start().waitFor();

            demo.lineWith("moved to redis-");
            demo.lineWith("back: redis-1");
            assertTrue(demo.lineWith("back: redis-1").endsWith("believing that it is primary"));
            assertEquals("world", client.ask("GET", "hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--admin"})
    void aPortInUseIsToldBeforeAnythingStarts(String option) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String other = option.equals("--port") ? "--admin" : "--port";
            try (Launched demo = Launched.redoubt("demo", option, port, other, "0")) {
                assertEquals(1, demo.status());
                assertEquals(
                        option + ": " + port + " is in use (expected: a free port; 0 takes any)\n",
                        demo.err());
                assertEquals("", demo.out());
            }
        }
    }

    private static Launched demo(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 3];
        System.arraycopy(new String[] {"demo", "--port=0", "--admin=0"}, 0, all, 0, 3);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Launched.redoubt(all);
    }

    private static HostPort address(Launched demo) {
        String line = demo.lineWith("Redoubt serves 127.0.0.1:");
        return new HostPort(
                "127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    private static String primaryPid(Launched demo) {
        String line = demo.lineWith("kill the primary:  kill -9 ");
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /// All that the demo started and made.
    private record Traces(Path folder, List<ProcessHandle> processes) {
        static Traces of(Launched demo) {
            String line = demo.lineWith("logs of Redis:");
            Path folder = Path.of(line.substring(line.indexOf('/')));
            assertTrue(Files.isDirectory(folder));
            // A server that brings its replicas up to date is two processes for a moment.
            AtomicReference<List<ProcessHandle>> processes = new AtomicReference<>(List.of());
            Launched.await(
                    PROCESSES + " processes",
                    () -> {
                        processes.set(demo.process().descendants().toList());
                        return processes.get().size() == PROCESSES;
                    });
            return new Traces(folder, processes.get());
        }

        void assertGone() {
            Launched.await(
                    "the end of " + processes,
                    () -> processes.stream().noneMatch(ProcessHandle::isAlive));
            Launched.await("the removal of " + folder, () -> !Files.exists(folder));
        }
    }
}
