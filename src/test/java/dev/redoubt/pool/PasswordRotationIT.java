package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// docs/operations.md, "Change a password": of Redis, of the Sentinels, and of what they use with
/// each other, under load. The clients' connections are the same from beginning to end.
@Timeout(180)
class PasswordRotationIT {
    private static final String OLD = "long-in-use";
    private static final String NEW = "never-seen-before";

    private final List<LedgerClient> clients = new ArrayList<>();
    @TempDir private Path folder;
    private @Nullable NodeProcess node;
    private SentinelCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster =
                SentinelCluster.start(
                        SentinelPlan.quick().withDownAfter(Duration.ofSeconds(5)),
                        RedisBinary::find);
        cluster.awaitReadyToFailOver(Duration.ofSeconds(15));
        for (HostPort each : servers()) {
            assertEquals("+OK", ask(each, "", "CONFIG", "SET", "masterauth", OLD));
            assertEquals("+OK", ask(each, "", "CONFIG", "SET", "requirepass", OLD));
        }
        for (HostPort each : cluster.sentinels()) {
            ask(each, "", "SENTINEL", "DEBUG", "info-period", "500");
            assertEquals("+OK", ask(each, "", "SENTINEL", "SET", "mymaster", "auth-pass", OLD));
            assertEquals("+OK", ask(each, "", "SENTINEL", "CONFIG", "SET", "sentinel-pass", OLD));
            assertEquals("+OK", ask(each, "", "ACL", "SETUSER", "default", "resetpass", ">" + OLD));
        }
    }

    @AfterEach
    void end() throws IOException {
        for (LedgerClient each : clients) {
            each.close();
        }
        if (node != null) {
            node.close();
        }
        cluster.close();
    }

    private NodeProcess node() {
        return Objects.requireNonNull(node);
    }

    private List<HostPort> servers() {
        return cluster.servers().stream().map(RedisProcess::address).toList();
    }

    /// @param password nothing for none
    private static String ask(HostPort server, String password, String... command)
            throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            if (!password.isEmpty()) {
                assertEquals("+OK", client.ask("AUTH", password));
            }
            return client.ask(command);
        }
    }

    private void all(List<HostPort> where, String password, String... command) throws IOException {
        for (HostPort each : where) {
            assertEquals("+OK", ask(each, password, command), each::toString);
        }
    }

    private String pool(String password) {
        String sentinels =
                String.join(
                        ", ", cluster.sentinels().stream().map(each -> "'" + each + "'").toList());
        return """
        backend:
          password: %s
          sentinel: {master: mymaster, nodes: [%s], password: %s}
        """
                .formatted(password, sentinels, password);
    }

    private void awaitProgress() {
        LedgerClient.awaitProgress(clients);
    }

    private void connect() throws IOException {
        for (int i = 0; i < 8; i++) {
            clients.add(LedgerClient.start("client" + i, node().address(), 100));
        }
        awaitProgress();
    }

    private void settle(HostPort primary, String password) throws Exception {
        awaitProgress();
        try (PlainClient server = new PlainClient(primary)) {
            assertEquals("+OK", server.ask("AUTH", password));
            for (LedgerClient each : clients) {
                each.settle(server);
            }
        }
    }

    @Test
    void nobodyNotices() throws Exception {
        List<HostPort> sentinels = cluster.sentinels();
        HostPort first = cluster.servers().getFirst().address();
        node = NodeProcess.start(folder.resolve("redoubt.yml"), pool(OLD));
        connect();
        // 1: everybody takes both
        all(servers(), OLD, "ACL", "SETUSER", "default", ">" + NEW);
        all(sentinels, OLD, "ACL", "SETUSER", "default", ">" + NEW);
        awaitProgress();
        // 2: everybody uses the new one
        all(servers(), OLD, "CONFIG", "SET", "masterauth", NEW);
        all(sentinels, OLD, "SENTINEL", "SET", "mymaster", "auth-pass", NEW);
        all(sentinels, OLD, "SENTINEL", "CONFIG", "SET", "sentinel-pass", NEW);
        awaitProgress();
        // 3: so does Redoubt
        node().write(pool(NEW));
        node().takeOver();
        awaitProgress();
        // 5: nobody takes the old one
        all(servers(), OLD, "CONFIG", "SET", "requirepass", NEW);
        all(sentinels, OLD, "ACL", "SETUSER", "default", "<" + OLD);
        all(servers(), NEW, "CONFIG", "REWRITE");
        all(sentinels, NEW, "SENTINEL", "FLUSHCONFIG");
        awaitProgress();
        assertTrue(ask(first, "", "AUTH", OLD).startsWith("-WRONGPASS"));
        assertTrue(ask(sentinels.getFirst(), "", "AUTH", OLD).startsWith("-WRONGPASS"));
        // It holds where everybody connects anew.
        HostPort target = servers().getLast();
        Await.until(
                "nothing in the way of a move",
                () -> node().says("can be moved", "failover", "orders", "--dry-run"));
        String moved = node().command("failover", "orders", "--to", target.toString());
        assertTrue(moved.contains("moved from " + first + " to " + target), moved);
        settle(target, NEW);
        restartsWithIt(first);
    }

    /// The files have it as well: a server and a Sentinel that are restarted are there again.
    private void restartsWithIt(HostPort server) throws Exception {
        RedisProcess redis = cluster.server(server).orElseThrow();
        redis.kill();
        redis.start();
        Await.until(
                "the server in sync",
                () -> ifThere(server, "INFO", "replication").contains("master_link_status:up"));
        HostPort node = cluster.sentinels().getFirst();
        RedisProcess sentinel =
                cluster.processes().stream()
                        .filter(each -> each.address().equals(node))
                        .findFirst()
                        .orElseThrow();
        sentinel.kill();
        sentinel.start();
        Await.until(
                "the Sentinel's quorum",
                () -> ifThere(node, "SENTINEL", "CKQUORUM", "mymaster").startsWith("+OK 3 "));
    }

    private static String ifThere(HostPort server, String... command) {
        try {
            return ask(server, NEW, command);
        } catch (IOException _) {
            return "";
        }
    }
}
