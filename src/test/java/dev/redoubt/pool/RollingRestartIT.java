package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// docs/operations.md, "Restart Redoubt": two nodes before one primary with real Sentinels, under
/// load; one after the other is replaced by a new process, and no client notices.
@Timeout(900)
class RollingRestartIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final int ROUNDS = Integer.getInteger("redoubt.rounds", 1);
    private static final boolean LONG = ROUNDS >= 3;
    private static final int CLIENTS = LONG ? 50 : 20;

    /// Three of four commands write.
    private static final int PER_SECOND = LONG ? 134 : 100;

    private static final long LONGEST_MILLIS = 500;

    /// While a JVM starts on the cores that all share, clients get less done than they mean to.
    private static final Duration MOST_LATE = Duration.ofSeconds(10);

    @TempDir private Path folder;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<LedgerClient> clients = new ArrayList<>();
    private SentinelCluster cluster;

    @BeforeEach
    void startServers() throws IOException {
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofSeconds(5));
        cluster = SentinelCluster.start(plan, RedisBinary::find);
        cluster.awaitReadyToFailOver(DEADLINE);
    }

    @AfterEach
    void endAll() throws IOException {
        for (LedgerClient each : clients) {
            each.close();
        }
        nodes.forEach(NodeProcess::close);
        cluster.close();
    }

    private String pool(String failover) {
        return """
        backend:
          sentinel: {master: mymaster, nodes: [%s]}
        failover: {%s}
        """
                .formatted(
                        cluster.sentinels().stream()
                                .map(each -> "'" + each + "'")
                                .collect(Collectors.joining(", ")),
                        failover);
    }

    private void start(int count, String failover) throws IOException {
        for (int i = 0; i < count; i++) {
            nodes.add(NodeProcess.start(folder.resolve("node" + i + ".yml"), pool(failover)));
        }
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            HostPort front = nodes.get(i % nodes.size()).address();
            clients.add(LedgerClient.start("client" + i, front, PER_SECOND, MOST_LATE));
        }
        LedgerClient.awaitProgress(clients);
    }

    private long commands() {
        return clients.stream().mapToLong(LedgerClient::rounds).sum() * 4;
    }

    private void settle() throws Exception {
        HostPort primary = cluster.primary().orElseThrow().address();
        try (PlainClient server = new PlainClient(primary)) {
            for (LedgerClient each : clients) {
                each.settle(server);
            }
        }
    }

    @Test
    void bothNodesAreRestartedAndNobodyNotices() throws Exception {
        start(2, "");
        connect(CLIENTS);
        long startNanos = System.nanoTime();
        long before = commands();
        for (int round = 0; round < ROUNDS; round++) {
            for (NodeProcess node : nodes) {
                node.takeOver();
                LedgerClient.awaitProgress(clients);
            }
        }
        long commands = commands() - before;
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        settle();
        long longest = clients.stream().mapToLong(LedgerClient::longestMillis).max().orElse(0);
        System.out.printf(
                "%d restarts: %d writes in %.1f s (%.0f/s) from %d clients, longest command %d ms,"
                        + " load average %.2f%n",
                ROUNDS * nodes.size(),
                commands * 3 / 4,
                seconds,
                commands * 0.75 / seconds,
                CLIENTS,
                longest,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        assertTrue(!LONG || longest < LONGEST_MILLIS, longest + " ms");
    }

    /// The new process counts the replicas before it has clients.
    @Test
    void durableWritesGoOnAsWell() throws Exception {
        start(1, "durability: {replicas: all, timeout: 5s}");
        connect(5);
        nodes.getFirst().takeOver();
        LedgerClient.awaitProgress(clients);
        settle();
        long longest = clients.stream().mapToLong(LedgerClient::longestMillis).max().orElse(0);
        System.out.printf("durable: longest command %d ms%n", longest);
        assertTrue(longest < TimeUnit.SECONDS.toMillis(5), longest + " ms");
    }
}
