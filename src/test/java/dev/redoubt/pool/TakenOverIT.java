package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What one process knew the next one knows, where a promise to clients hangs on it.
@Timeout(180)
class TakenOverIT {
    private static final String OK = "+OK\r\n";

    @TempDir private Path folder;

    /// The process that takes over has never seen the primary whose writes were acknowledged.
    @Test
    void anAcknowledgedWriteIsGuardedWhoeverServes() throws Exception {
        try (RealSentinels peers = RealSentinels.servers(2, Optional.empty())) {
            HostPort primary = peers.servers().get(0);
            HostPort behind = peers.servers().get(1);
            HostPort whole = peers.servers().get(2);
            String pool =
                    """
                    backend: {servers: ['%s', '%s', '%s'], check_interval: 100ms}
                    failover: {hold: 60s, durability: {replicas: 1, timeout: 500ms}}
                    """
                            .formatted(primary, behind, whole);
            try (NodeProcess node = NodeProcess.start(folder.resolve("redoubt.yml"), pool);
                    RawClient client = RawClient.connect(node.address())) {
                write(client);
                // It hears nothing more from here on.
                peers.command(behind, "CONFIG", "SET", "masterauth", "none");
                peers.command(behind, "REPLICAOF", "127.0.0.1", "1");
                write(client);
                peers.kill(primary);
                node.latest().lineWith("lost the primary");

                node.takeOver();
                peers.command(behind, "REPLICAOF", "NO", "ONE");

                node.latest().lineWith("lacks what replicas had acknowledged");
                client.send("GET", "k");
                assertFalse(client.hears(Duration.ofMillis(300)), "it was served");
                assertTrue(node.command("status").contains("lacks what replicas"));
                // The one that has everything takes over after all.
                peers.command(behind, "REPLICAOF", "127.0.0.1", "1");
                peers.command(whole, "REPLICAOF", "NO", "ONE");
                assertEquals("$1\r\nv\r\n", client.reply());
            }
        }
    }

    private static void write(RawClient client) throws Exception {
        Await.until("a replica", () -> client.ask("SET", "k", "v").equals(OK));
        long sinceNanos = System.nanoTime();
        // The primary is looked at once a second.
        Await.until(
                "looks", () -> System.nanoTime() - sinceNanos > Duration.ofMillis(1500).toNanos());
    }

    /// The script cache of the next primary is empty, which is no client's problem.
    @Test
    void scriptsAreKnownToTheNextPrimaryWhoeverServes() throws Exception {
        try (RealSentinels peers = RealSentinels.servers(0, Optional.empty())) {
            HostPort primary = peers.servers().getFirst();
            String pool = "backend: {servers: ['%s']}\n".formatted(primary);
            try (NodeProcess node = NodeProcess.start(folder.resolve("redoubt.yml"), pool);
                    RawClient client = RawClient.connect(node.address())) {
                String sha = client.ask("SCRIPT", "LOAD", "return 'loaded'").substring(5, 45);
                assertEquals(":7\r\n", client.ask("EVAL", "return 7", "0"));

                node.takeOver();
                peers.kill(primary);
                peers.restartServer(primary);

                Await.until("the next primary", () -> client.ask("PING").equals("+PONG\r\n"));
                assertEquals("$6\r\nloaded\r\n", client.ask("EVALSHA", sha, "0"));
                // SHA-1 of "return 7".
                assertEquals(
                        ":7\r\n",
                        client.ask("EVALSHA", "59b6ab2fbe0ee4b25733de0f62e6cda4899ef8e9", "0"));
            }
        }
    }
}
