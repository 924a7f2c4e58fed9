package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.PlainClient;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A primary, two replicas, three Sentinels, nodes in front of them, and clients that notice any
/// write that is lost or done twice.
final class ServiceUnderLoad implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final int CLIENTS = 8;

    private final SentinelCluster cluster;
    private final List<PoolInTest> nodes = new ArrayList<>();
    private final List<LedgerClient> clients = new ArrayList<>();

    private ServiceUnderLoad(SentinelCluster cluster) {
        this.cluster = cluster;
    }

    /// Everything runs, and the primary can be moved.
    static ServiceUnderLoad start(int nodes) throws IOException {
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofSeconds(5));
        ServiceUnderLoad service =
                new ServiceUnderLoad(SentinelCluster.start(plan, RedisBinary::find));
        try {
            service.begin(nodes);
            return service;
        } catch (IOException | RuntimeException | Error e) {
            service.close();
            throw e;
        }
    }

    private void begin(int count) throws IOException {
        cluster.awaitReadyToFailOver(DEADLINE);
        for (int i = 0; i < count; i++) {
            nodes.add(PoolInTest.before(cluster, 1));
            nodes.getLast().awaitServing();
        }
        for (HostPort sentinel : cluster.sentinels()) {
            try (PlainClient client = new PlainClient(sentinel)) {
                // Redis 7: it hears of a replica's priority sooner than every ten seconds.
                client.ask("SENTINEL", "DEBUG", "info-period", "500");
            }
        }
        awaitMovable();
        for (int i = 0; i < CLIENTS; i++) {
            HostPort front = nodes.get(i % count).address();
            clients.add(LedgerClient.start("client" + i, front, 100));
        }
        awaitProgress();
    }

    PoolInTest node(int index) {
        return nodes.get(index);
    }

    SentinelCluster cluster() {
        return cluster;
    }

    RedisProcess process(HostPort address) {
        return cluster.processes().stream()
                .filter(each -> each.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    HostPort primary() {
        return nodes.getFirst().snapshot().primary().orElseThrow();
    }

    void awaitMovable() {
        Await.until(
                "nothing in the way of a move",
                () -> nodes.getFirst().move(Optional.empty(), Request.Mode.DRY_RUN).isDone());
    }

    /// Moves the primary, which succeeds.
    Answer.Moved move() {
        Answer answer = nodes.getFirst().move(Optional.empty(), Request.Mode.CARRY_OUT);
        return assertInstanceOf(Answer.Moved.class, answer, answer::words);
    }

    /// No client has had an error, and all of them go on.
    void awaitProgress() {
        LedgerClient.awaitProgress(clients);
    }

    /// Each client's own account is what the primary has.
    void settle() throws Exception {
        awaitProgress();
        long longest = clients.stream().mapToLong(LedgerClient::longestMillis).max().orElse(0);
        long rounds = clients.stream().mapToLong(LedgerClient::rounds).sum();
        System.out.printf("%d writes, longest command %d ms%n", rounds * 3, longest);
        try (PlainClient server = new PlainClient(primary())) {
            for (LedgerClient each : clients) {
                each.settle(server);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (LedgerClient each : clients) {
            each.close();
        }
        nodes.forEach(PoolInTest::close);
        cluster.close();
    }
}
