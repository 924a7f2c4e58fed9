package dev.redoubt.pool;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.Secret;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Transport;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The connections of one planned move, one to each server and Sentinel, opened when asked for.
/// Used by the thread that carries out the move.
final class Dialogues implements AutoCloseable {
    private static final Duration RESPONSE = Duration.ofSeconds(2);

    private final EventLoop control;
    private final Transport transport;
    private final BackendConfig backend;
    private final Map<HostPort, Dialogue> open = new HashMap<>();

    Dialogues(EventLoop control, Transport transport, BackendConfig backend) {
        this.control = control;
        this.transport = transport;
        this.backend = backend;
    }

    /// With a Redis server.
    Dialogue server(HostPort server) {
        return dialogue(server, backend.username(), backend.password());
    }

    /// With a Sentinel.
    Dialogue sentinel(HostPort node, SourceConfig.Sentinel source) {
        return dialogue(node, source.username(), source.password());
    }

    private Dialogue dialogue(HostPort server, @Nullable String user, @Nullable Secret password) {
        Dialogue before = open.get(server);
        if (before != null && !before.isOver()) {
            return before;
        }
        // A server ends all connections when its role changes.
        ControlTarget target =
                new ControlTarget(
                        server, Credentials.of(user, password), backend.connectTimeout(), RESPONSE);
        Dialogue begun = new Dialogue(control, transport, target);
        open.put(server, begun);
        return begun;
    }

    @Override
    public void close() {
        open.values().forEach(Dialogue::close);
    }
}
