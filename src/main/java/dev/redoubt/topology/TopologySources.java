package dev.redoubt.topology;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Transport;
import dev.redoubt.sentinel.SentinelWatches;

import io.netty.channel.EventLoop;

/// Makes the source that a pool's configuration asks for.
public final class TopologySources {
    private TopologySources() {}

    /// The source of one pool, not started; to be used on `control`, the loop of `watches`.
    public static TopologySource of(
            PoolConfig pool, EventLoop control, Transport transport, SentinelWatches watches) {
        BackendConfig backend = pool.backend();
        Addresses addresses = new Addresses(backend.addresses());
        return switch (backend.source()) {
            case SourceConfig.Sentinel sentinel ->
                    new SentinelTopology(sentinel, addresses, watches);
            case SourceConfig.Servers servers ->
                    new RoleTopology(
                            pool.name(),
                            new RoleConfig(
                                    servers.servers().stream()
                                            .map(addresses::reachable)
                                            .distinct()
                                            .toList(),
                                    backend.checkInterval()),
                            new RolePatience(
                                    Credentials.of(backend.username(), backend.password()),
                                    backend.connectTimeout(),
                                    backend.silence().orElse(backend.connectTimeout())),
                            addresses,
                            control,
                            transport);
        };
    }
}
