package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.peers.PlainClient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A listener at each Sentinel that notes when it says `+switch-master`: the time that a failover
/// takes without Redoubt.
final class SwitchMasterWatch implements AutoCloseable {
    private final List<PlainClient> connections = new ArrayList<>();
    private final Queue<Long> heardNanos = new ConcurrentLinkedQueue<>();

    SwitchMasterWatch(SentinelCluster cluster) throws IOException {
        for (HostPort sentinel : cluster.sentinels()) {
            PlainClient connection = new PlainClient(sentinel);
            connections.add(connection);
            connection.ask("SUBSCRIBE", "+switch-master");
            Thread.ofPlatform()
                    .daemon()
                    .name("sentinel " + sentinel)
                    .start(() -> listen(connection));
        }
    }

    private void listen(PlainClient connection) {
        try {
            connection.reply();
            heardNanos.add(System.nanoTime());
        } catch (IOException e) {
            // The test is over.
        }
    }

    /// When the first Sentinel said it.
    long firstNanos() {
        Await.until("+switch-master", () -> !heardNanos.isEmpty());
        return heardNanos.element();
    }

    /// When a majority had said it.
    long majorityNanos() {
        Await.until("+switch-master of two Sentinels", () -> heardNanos.size() > 1);
        return heardNanos.stream().skip(1).findFirst().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        for (PlainClient connection : connections) {
            connection.close();
        }
    }
}
