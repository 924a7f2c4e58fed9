package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The trap: a primary that was cut off with many writes comes back, is demoted, and cannot sync.
/// When its successor dies, Sentinel compares offsets of different histories and elects it.
final class DemotionTrap implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final SentinelCluster cluster;
    private final RedisProcess old;

    private DemotionTrap(SentinelCluster cluster) {
        this.cluster = cluster;
        old = cluster.servers().getFirst();
    }

    /// Real servers and Sentinels, ready to fail over.
    static DemotionTrap start() throws IOException {
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofMillis(1500));
        SentinelCluster cluster = SentinelCluster.start(plan, RedisBinary::find);
        try {
            cluster.awaitReadyToFailOver(DEADLINE);
            return new DemotionTrap(cluster);
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    SentinelCluster cluster() {
        return cluster;
    }

    /// The first primary, whom it is about.
    RedisProcess old() {
        return old;
    }

    static String ask(HostPort server, String... command) throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            return client.ask(command);
        }
    }

    /// Makes a user that may not set priorities, so that nothing keeps the old primary from being
    /// elected.
    ///
    /// @return the `backend` of a pool that logs in so
    String backendWithoutSettings() throws IOException {
        for (RedisProcess server : cluster.servers()) {
            ask(
                    server.address(),
                    "ACL",
                    "SETUSER",
                    "redoubt",
                    "on",
                    ">pw",
                    "~*",
                    "&*",
                    "+@all",
                    "-config");
        }
        return """
        backend:
          username: redoubt
          password: pw
          sentinel: {master: mymaster, nodes: %s}
        """
                .formatted(cluster.sentinels().stream().map(each -> "'" + each + "'").toList());
    }

    static InfoText replication(RedisProcess server) throws IOException {
        return InfoText.of(ask(server.address(), "INFO", "replication"));
    }

    static String configured(RedisProcess server, String name) throws IOException {
        return ask(server.address(), "CONFIG", "GET", name);
    }

    static String priority(RedisProcess server) throws IOException {
        return configured(server, "replica-priority");
    }

    private static void signal(RedisProcess process, String name) throws Exception {
        String pid = String.valueOf(process.pid().orElseThrow());
        assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
    }

    /// Where a majority says the primary is.
    HostPort named() throws IOException {
        List<String> seen = new ArrayList<>();
        for (HostPort sentinel : cluster.sentinels()) {
            seen.add(ask(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"));
        }
        String majority =
                seen.stream()
                        .filter(one -> seen.stream().filter(one::equals).count() >= 2)
                        .findFirst()
                        .orElse("[none, 0]");
        String[] words = majority.substring(1, majority.length() - 1).split(", ", -1);
        return new HostPort(words[0], Integer.parseInt(words[1]));
    }

    private void awaitNamedOtherThan(HostPort before) {
        Await.until(
                "another primary",
                () -> {
                    HostPort now = named();
                    return now.port() != 0 && !now.equals(before);
                });
    }

    /// Ends with the old primary back, demoted, and unable to log in at its successor.
    void spring() throws Exception {
        List<RedisProcess> replicas = cluster.servers().subList(1, 3);
        for (RedisProcess replica : replicas) {
            ask(replica.address(), "CONFIG", "SET", "masterauth", "wrong");
        }
        ask(old.address(), "CLIENT", "KILL", "TYPE", "replica");
        try (PlainClient client = new PlainClient(old.address())) {
            for (int i = 0; i < 500; i++) {
                assertEquals("+OK", client.ask("SET", "lost" + i, "x".repeat(10_000)));
            }
            client.ask("CONFIG", "SET", "masterauth", "wrong");
        }
        signal(old, "STOP");
        for (RedisProcess replica : replicas) {
            ask(replica.address(), "CONFIG", "SET", "masterauth", "");
        }
        awaitNamedOtherThan(old.address());
        signal(old, "CONT");
        Await.until(
                "the demotion",
                () -> {
                    try {
                        return replication(old).text("role").equals("slave");
                    } catch (IOException closedByTheDemotion) {
                        return false;
                    }
                });
        RedisProcess successor = cluster.server(named()).orElseThrow();
        Await.until(
                "the other replica",
                () -> replication(successor).text("slave0").contains("state=online"));
        assertEquals("down", replication(old).text("master_link_status"));
        long ahead = replication(old).number("master_repl_offset").orElseThrow();
        assertTrue(ahead > replication(successor).number("master_repl_offset").orElseThrow() * 10);
    }

    /// Returns who is elected in its place.
    HostPort killSuccessor() throws Exception {
        HostPort successor = named();
        try (PlainClient client = new PlainClient(successor)) {
            assertEquals("+OK", client.ask("SET", "precious", "kept"));
            assertEquals(":1", client.ask("WAIT", "1", "5000"));
        }
        cluster.server(successor).orElseThrow().kill();
        awaitNamedOtherThan(successor);
        return named();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
