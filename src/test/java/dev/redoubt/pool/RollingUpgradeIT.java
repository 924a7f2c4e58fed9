package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// docs/operations.md, "Upgrade each server in turn": all three Redis servers are restarted under
/// load, behind two nodes.
@Timeout(180)
class RollingUpgradeIT {
    @Test
    void eachServerIsRestartedAndNobodyNotices() throws Exception {
        try (ServiceUnderLoad service = ServiceUnderLoad.start(2)) {
            HostPort first = service.primary();
            List<RedisProcess> replicas =
                    service.cluster().servers().stream()
                            .filter(each -> !each.address().equals(first))
                            .toList();
            for (RedisProcess each : replicas) {
                restart(each);
                service.awaitProgress();
            }
            service.awaitMovable();
            assertNotEquals(first, service.move().to());
            service.awaitProgress();
            restart(service.process(first));
            service.awaitProgress();
            service.settle();
        }
    }

    /// As an operator does it: ended in order, started, and waited for.
    private static void restart(RedisProcess server) throws Exception {
        try (PlainClient client = new PlainClient(server.address())) {
            client.send("SHUTDOWN", "NOSAVE");
        }
        server.ended().get(15, TimeUnit.SECONDS);
        server.start();
        server.awaitAnswer(Duration.ofSeconds(15));
        Await.until(
                server + " in sync", () -> replication(server).contains("master_link_status:up"));
    }

    private static String replication(RedisProcess server) throws IOException {
        try (PlainClient client = new PlainClient(server.address())) {
            return client.ask("INFO", "replication");
        }
    }
}
