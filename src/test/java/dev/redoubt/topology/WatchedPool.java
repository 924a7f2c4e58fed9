package dev.redoubt.topology;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.ByteSize;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.LimitsConfig;
import dev.redoubt.config.ListenConfig;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.config.TransportChoice;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.sentinel.SentinelWatches;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A topology source on a loop of its own, and all that it said with the times.
final class WatchedPool implements AutoCloseable {
    final List<Timed<Topology>> topologies = new CopyOnWriteArrayList<>();
    final List<Timed<TopologyEvent>> events = new CopyOnWriteArrayList<>();
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final TopologySource source;

    /// A value and the `System.nanoTime()` of its coming.
    record Timed<T>(T value, long atNanos) {}

    WatchedPool(SourceConfig config, Map<HostPort, HostPort> addresses) {
        Transport transport = Transport.of(TransportChoice.AUTO);
        group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        loop = group.next();
        source =
                TopologySources.of(
                        pool(config, addresses),
                        loop,
                        transport,
                        new SentinelWatches(loop, transport));
        loop.submit(() -> source.start(this::changed, this::happened)).syncUninterruptibly();
    }

    /// The present snapshot.
    Topology last() {
        return topologies.getLast().value();
    }

    Topology awaitPrimary(HostPort primary) {
        RealSentinels.await(
                "primary " + primary, () -> last().primary().equals(Optional.of(primary)));
        return last();
    }

    void suspect() {
        loop.submit(source::suspect).syncUninterruptibly();
    }

    @Override
    public void close() {
        loop.submit(source::close).syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void changed(Topology topology) {
        topologies.add(new Timed<>(topology, System.nanoTime()));
    }

    private void happened(TopologyEvent event) {
        events.add(new Timed<>(event, System.nanoTime()));
    }

    private static PoolConfig pool(SourceConfig source, Map<HostPort, HostPort> addresses) {
        return new PoolConfig(
                "orders",
                ListenConfig.of(List.of()),
                null,
                List.of(),
                100,
                Duration.ZERO,
                new BackendConfig(
                        null,
                        null,
                        source,
                        1,
                        Duration.ofSeconds(1),
                        10,
                        Optional.empty(),
                        addresses,
                        Duration.ofMillis(300)),
                new FailoverConfig(Optional.empty(), new ByteSize(1 << 20)),
                new LimitsConfig(new ByteSize(1 << 20), new ByteSize(1 << 20)));
    }
}
