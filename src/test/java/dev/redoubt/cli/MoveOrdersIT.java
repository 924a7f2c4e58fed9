package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.admin.AdminServer;
import dev.redoubt.config.AdminConfig;
import dev.redoubt.config.ConfigFile;
import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.peer.PeerChannel;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `pause`, `resume` and `failover` with their options, as they are typed: two nodes in front of a
/// primary and its replica.
@Timeout(90)
class MoveOrdersIT {
    @TempDir private Path folder;
    private RealRedis primary;
    private RealRedis replica;
    private NodeHere one;
    private NodeHere two;

    /// A node in this JVM.
    private record NodeHere(Node node, AdminServer admin) implements AutoCloseable {
        static NodeHere start(Path file) throws IOException {
            ConfigOutcome read = ConfigFile.read(file, System::getenv);
            if (!(read instanceof ConfigOutcome.Valid valid)) {
                throw new AssertionError(read);
            }
            Node node = Node.start(valid.config(), _ -> {});
            return new NodeHere(
                    node,
                    AdminServer.start(
                            new AdminConfig(new HostPort("127.0.0.1", 0), null), node, node));
        }

        PlainClient client() throws IOException {
            return switch (node.addresses().getFirst()) {
                case ListenAddress.Tcp(HostPort address) -> new PlainClient(address);
                case ListenAddress.Unix unix -> throw new AssertionError(unix);
            };
        }

        long held() {
            return node.pools().getFirst().heldSessions();
        }

        @Override
        public void close() {
            admin.close();
            node.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        primary = RealRedis.installed();
        HostPort at = primary.address();
        replica = RealRedis.installed("--replicaof", at.host() + " " + at.port());
        Launched.await(
                "the replica",
                () -> replica.command("INFO", "replication").contains("master_link_status:up"));
        Path file =
                Files.writeString(
                        folder.resolve("redoubt.yml"),
                        """
                        workers: 1
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend: {servers: ['%s', '%s']}
                            failover: {hold: 20s}
                        """
                                .formatted(at, replica.address()));
        one = NodeHere.start(file);
        two = NodeHere.start(file);
        Launched.await(
                "two nodes that have met",
                () ->
                        one.node().serving().size() + two.node().serving().size() == 2
                                && primary.command("PUBSUB", "NUMSUB", PeerChannel.NAME)
                                        .endsWith(":2\r\n"));
    }

    @AfterEach
    void end() {
        one.close();
        two.close();
        replica.close();
        primary.close();
    }

    /// What a command says, behind its exit status.
    private static String said(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.commandLine(arguments)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        assertEquals("", status == 0 ? err.toString() : out.toString());
        return status + " " + out + err;
    }

    private static String at(NodeHere node, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--admin");
        all.add("http://" + node.admin().address());
        return said(all.toArray(new String[0]));
    }

    @Test
    void writesWaitAtThisNodeAlone() throws Exception {
        try (PlainClient client = one.client();
                PlainClient elsewhere = two.client()) {
            String paused = at(one, "pause", "orders", "--writes");
            assertTrue(paused.startsWith("0 orders: paused; "), paused);
            client.send("INCR", "n");
            Launched.await("a held client", () -> one.held() == 1);
            assertEquals(":1", elsewhere.ask("INCR", "n"));
            try (PlainClient reader = one.client()) {
                assertEquals("1", reader.ask("GET", "n"));
            }
            String again = at(one, "pause", "orders");
            assertTrue(again.startsWith("1 orders: is paused already; "), again);
            assertTrue(at(one, "resume", "orders").startsWith("0 orders: resumed after "));
            assertEquals(":2", client.reply());
        }
    }

    @Test
    void everythingWaitsEverywhere() throws Exception {
        try (PlainClient client = two.client()) {
            String paused = at(one, "pause", "orders", "--everywhere");
            assertTrue(paused.matches("0 orders: paused; .*; so at \\S+/orders\n"), paused);
            client.send("GET", "n");
            Launched.await("a held client", () -> two.held() == 1);
            String again = at(one, "pause", "orders", "--everywhere");
            assertTrue(again.matches("0 orders: paused; .*; so at \\S+/orders\n"), again);
            String other = at(two, "pause", "--everywhere", "orders", "--writes");
            assertTrue(other.matches("0 orders: paused; .*; so at \\S+/orders\n"), other);
            String resumed = at(two, "resume", "--everywhere", "orders");
            assertTrue(resumed.matches("0 orders: resumed after \\d+ ms; so at .*\n"), resumed);
            assertEquals("nil", client.reply());
            String over = at(two, "resume", "orders", "--everywhere");
            assertTrue(over.startsWith("1 orders: is not paused "), over);
        }
    }

    @Test
    void whetherItCouldBeMovedIsToldAndNothingDone() {
        String told = at(one, "failover", "orders", "--dry-run");
        assertTrue(told.startsWith("0 "), told);
        assertTrue(told.contains("would move the primary from " + primary.address()), told);
        assertTrue(told.contains("would ask to hold commands, too: "), told);
        assertTrue(
                told.endsWith(
                        "orders: can be moved from %s to %s\n"
                                .formatted(primary.address(), replica.address())),
                told);
        String nobody = at(one, "failover", "--dry-run", "orders", "--to", "127.0.0.9:1");
        assertTrue(nobody.startsWith("1 orders: not moved, nothing was changed: "), nobody);
        assertTrue(primary.command("ROLE").contains("master"));
        assertEquals("1 pool: sales (expected: orders)\n", at(one, "failover", "sales"));
    }

    @ParameterizedTest
    @CsvSource({
        "pause orders --write, '--write'",
        "pause orders --everywhere=no, --everywhere",
        "pause orders sales, sales",
        "pause --writes, POOL",
        "resume orders --writes, --writes",
        "resume --everywhere, POOL",
        "failover orders --to, '--to'",
        "failover orders --to nowhere, '--to: nowhere (expected: host:port, such as'",
        "failover orders --to 10.0.0.5:, '--to: 10.0.0.5: (expected: host:port, such as'",
        "failover orders --dryrun, --dryrun",
        "failover --dry-run, POOL",
        "failover orders --admin here there, there",
    })
    void aWrongCallNamesWhatIsWrong(String arguments, String hint) {
        String told = said(arguments.split(" ", -1));
        assertTrue(told.startsWith("2 "), told);
        assertTrue(told.contains(hint), told);
    }
}
