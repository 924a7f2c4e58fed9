package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `./redoubt status`, `pause` and `resume` at a running node, as an operator types them.
@Timeout(180)
class OperatorIT {
    @TempDir private Path folder;
    private RealRedis redis;
    private HostPort admin;
    private Path password;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.installed();
        password = Files.writeString(folder.resolve("password"), "s3cr\u00e9t\n");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            admin = new HostPort("127.0.0.1", socket.getLocalPort());
        }
    }

    @AfterEach
    void end() {
        redis.close();
    }

    private Launched node() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("redoubt.yml"),
                        """
                        admin: {listen: '%s', password: '${file:%s}'}
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend: {servers: ['%s']}
                        """
                                .formatted(admin, password, redis.address()));
        return Launched.redoubt("run", "-c", file.toString());
    }

    /// What a command said, behind its exit status.
    private String said(String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--admin", "http://" + admin));
        arguments.addAll(List.of("--password-file", password.toString()));
        try (Launched redoubt = Launched.redoubt(arguments.toArray(new String[0]))) {
            int status = redoubt.status();
            assertEquals(status == 0 ? "" : redoubt.err(), redoubt.err());
            assertEquals(status == 0 ? redoubt.out() : "", redoubt.out());
            return status + " " + redoubt.out() + redoubt.err();
        }
    }

    @Test
    void aPoolIsPausedAndResumed() throws Exception {
        try (Launched node = node();
                PlainClient client = new PlainClient(node.served())) {
            assertEquals("+OK", client.ask("SET", "k", "1"));
            String status = said("status");
            assertTrue(
                    status.endsWith(
                            "\norders: serves from "
                                    + redis.address()
                                    + "; 1 client: 1 shared on 1 link, 0 private\n"),
                    status);

            String paused = said("pause", "orders");
            assertTrue(paused.startsWith("0 orders: paused; commands wait until "), paused);
            client.send("INCR", "k");
            String again = said("pause", "orders");
            // On a machine that is busy enough it has gone on by itself meanwhile.
            boolean over = again.startsWith("0 ");
            assertTrue(over || again.startsWith("1 orders: is paused already; "), again);
            String shown = said("status", "--json");
            String resumed = said("resume", "orders");
            if (resumed.startsWith("0 ")) {
                assertTrue(resumed.startsWith("0 orders: resumed after "), resumed);
                assertTrue(shown.contains("\"reason\":\"paused by an operator until 2"), shown);
                assertTrue(shown.contains("\"paused_until\":\"2"), shown);
            } else {
                assertTrue(resumed.startsWith("1 orders: is not paused "), resumed);
            }
            assertEquals(":2", client.reply());
            assertTrue(said("resume", "orders").startsWith("1 orders: is not paused "));
            assertEquals("1 pool: sales (expected: orders)\n", said("pause", "sales"));
            node.lineWith("pool orders: paused by an operator, until ");
        }
    }

    @Test
    void whoCannotBeAskedIsToldInOneLine() throws Exception {
        assertEquals(
                "1 --admin: http://"
                        + admin
                        + " (expected: a running Redoubt's admin address, nobody listens there)\n",
                said("pause", "orders"));
        try (Launched node = node()) {
            node.served();
            Files.writeString(password, "guess");
            assertEquals(
                    "1 password: missing or wrong (expected: admin.password, as Basic or Bearer)\n",
                    said("status"));
            Files.delete(password);
            assertEquals(
                    "1 --password-file: " + password + " (expected: a file that exists)\n",
                    said("status"));
        }
    }

    /// One line break at its end is the editor's; all else is the password.
    @Test
    void aPasswordIsReadAsTheConfigurationReadsIt() throws Exception {
        Files.writeString(password, " sp ace \n");
        try (Launched node = node()) {
            node.served();
            assertTrue(said("status").startsWith("0 "));
        }
    }

    @Test
    void theJsonLogHasWholeSentences() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("json.yml"),
                        """
                        log: {format: json}
                        admin: {listen: '%s'}
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend: {servers: ['%s']}
                        """
                                .formatted(admin, redis.address()));
        try (Launched node = Launched.redoubt("run", "-c", file.toString())) {
            String line = node.lineWith("serving from");
            assertTrue(
                    line.contains(
                            "\"message\":\"pool orders: serving from " + redis.address() + "; 0"),
                    line);
        }
    }
}
