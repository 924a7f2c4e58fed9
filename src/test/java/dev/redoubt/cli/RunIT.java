package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `./redoubt run` as a process: that it serves, and how it ends.
@Timeout(120)
class RunIT {
    private static final String BUSY =
            """
            local function now() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end
            local till = now() + 500
            while now() < till do end
            return 'done'\
            """;

    private static SentinelCluster cluster;
    @TempDir private Path folder;

    @BeforeAll
    static void startServers() throws IOException {
        SentinelPlan patient = SentinelPlan.quick().withDownAfter(Duration.ofMinutes(5));
        cluster = SentinelCluster.start(patient, RedisBinary::find);
    }

    @AfterAll
    static void endServers() {
        cluster.close();
    }

    private Path file(String listen, String admin, List<HostPort> sentinels) throws IOException {
        String nodes = String.join(", ", sentinels.stream().map(HostPort::toString).toList());
        return Files.writeString(
                folder.resolve("redoubt.yml"),
                """
                admin: {listen: %s}
                pools:
                  orders:
                    listen: %s
                    backend:
                      sentinel: {master: mymaster, nodes: [%s]}
                """
                        .formatted(admin, listen, nodes));
    }

    private Launched run(List<HostPort> sentinels) throws IOException {
        Path file = file("127.0.0.1:0", "127.0.0.1:0", sentinels);
        return Launched.redoubt("run", "-c", file.toString());
    }

    private static HostPort address(Launched redoubt) {
        String line = redoubt.lineWith("serving 127.0.0.1:");
        return new HostPort(
                "127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    @Test
    void whatIsUnderWayIsFinishedBeforeTheEnd() throws Exception {
        try (Launched redoubt = run(cluster.sentinels());
                PlainClient idle = new PlainClient(address(redoubt));
                PlainClient blocked = new PlainClient(address(redoubt));
                PlainClient busy = new PlainClient(address(redoubt))) {
            assertEquals("+OK", idle.ask("SET", "k", "v"));
            blocked.send("BLPOP", "none", "1.5");
            Launched.await("a blocked client", () -> shows("blocked_clients:1", idle));
            busy.sendTogether(List.of(List.of("GET", "k"), List.of("EVAL", BUSY, "0")));
            assertEquals("v", busy.reply());

            redoubt.send("TERM");

            assertThrows(EOFException.class, idle::reply);
            assertEquals("done", busy.reply());
            assertThrows(EOFException.class, busy::reply);
            assertThrows(ConnectException.class, () -> new PlainClient(address(redoubt)));
            assertEquals("nil", blocked.reply());
            assertThrows(EOFException.class, blocked::reply);
            assertEquals(0, redoubt.status());
            assertEquals("", redoubt.out());
        }
    }

    private static boolean shows(String part, PlainClient client) {
        try {
            return client.ask("INFO", "clients").contains(part);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ctrlCEndsItToo() throws Exception {
        try (Launched redoubt = run(cluster.sentinels())) {
            address(redoubt);

            redoubt.send("INT");

            assertEquals(0, redoubt.status());
        }
    }

    @Test
    void aCommandThatNeverEndsDoesNotKeepIt() throws Exception {
        try (Launched redoubt = run(cluster.sentinels());
                PlainClient other = new PlainClient(address(redoubt));
                PlainClient blocked = new PlainClient(address(redoubt))) {
            blocked.send("BLPOP", "none", "0");
            Launched.await("a blocked client", () -> shows("blocked_clients:1", other));

            redoubt.send("TERM");

            assertThrows(EOFException.class, blocked::reply);
            assertEquals(0, redoubt.status());
        }
    }

    @Test
    void deadSentinelsDoNotKeepItFromServing() throws Exception {
        List<HostPort> dead = List.of(new HostPort("127.0.0.1", 1), new HostPort("127.0.0.1", 2));
        try (Launched redoubt = run(dead);
                PlainClient waiting = new PlainClient(address(redoubt))) {
            waiting.send("SET", "k", "v");
            redoubt.lineWith("no Sentinel within reach (127.0.0.1:1, 127.0.0.1:2), keeps trying");

            redoubt.send("TERM");

            assertThrows(EOFException.class, waiting::reply);
            assertEquals(0, redoubt.status());
            assertEquals(1, redoubt.err().split("no Sentinel within reach", -1).length - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pools.orders.listen", "admin.listen"})
    void aPortInUseIsToldInOneLine(String key) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String used = "127.0.0.1:" + taken.getLocalPort();
            boolean admin = key.startsWith("admin");
            Path file =
                    file(
                            admin ? "127.0.0.1:0" : used,
                            admin ? used : "127.0.0.1:0",
                            cluster.sentinels());
            try (Launched redoubt = Launched.redoubt("run", "-c", file.toString())) {
                assertEquals(1, redoubt.status());
                List<String> lines =
                        redoubt.err().lines().filter(line -> line.contains(used)).toList();
                assertEquals(1, lines.size(), redoubt.err());
                assertTrue(
                        lines.getFirst().startsWith(key + ": " + used + " (expected: "),
                        lines::toString);
                assertTrue(lines.getFirst().contains("in use"), lines::toString);
            }
        }
    }
}
