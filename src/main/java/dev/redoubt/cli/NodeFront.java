package dev.redoubt.cli;

import dev.redoubt.admin.AdminServer;
import dev.redoubt.config.AdminConfig;
import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.ByteSize;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.LimitsConfig;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.ListenConfig;
import dev.redoubt.config.LogConfig;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.config.TransportChoice;
import dev.redoubt.snapshot.PoolEvent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// The demo's Redoubt: one pool with all defaults, in this process.
final class NodeFront implements Front {
    private final Node node;
    private final AdminServer admin;

    private NodeFront(Node node, AdminServer admin) {
        this.node = node;
        this.admin = admin;
    }

    @Override
    public HostPort address() {
        return switch (node.addresses().getFirst()) {
            case ListenAddress.Tcp(HostPort address) -> address;
            case ListenAddress.Unix unix -> throw new IllegalStateException("no port: " + unix);
        };
    }

    @Override
    public HostPort admin() {
        return admin.address();
    }

    @Override
    public void stop() {
        admin.close();
        node.close();
    }

    /// Makes them.
    static final class Factory implements FrontFactory {
        @Override
        public void prepare() {
            Logging.configure(new LogConfig(LogConfig.Level.ERROR, LogConfig.Format.TEXT));
        }

        @Override
        public Front start(Plan plan, Consumer<FrontEvent> events) throws IOException {
            Node node = Node.start(config(plan), event -> tell(event, events));
            try {
                AdminServer admin =
                        AdminServer.start(new AdminConfig(plan.admin(), null), node, node);
                return new NodeFront(node, admin);
            } catch (IOException e) {
                node.close();
                throw e;
            }
        }

        private static void tell(PoolEvent event, Consumer<FrontEvent> events) {
            switch (event) {
                case PoolEvent.PrimaryLost(var server, _, _) ->
                        events.accept(new FrontEvent.PrimaryLost(server));
                case PoolEvent.PrimaryNamed(var server, var before, _) ->
                        before.ifPresent(old -> events.accept(new FrontEvent.Elected(server)));
                case PoolEvent.Serving(var server, var before, long held, Duration longest) ->
                        before.ifPresent(old ->
                                events.accept(new FrontEvent.Moved(old, server, held, longest)));
            }
        }

        private static RedoubtConfig config(Plan plan) {
            SourceConfig source =
                    new SourceConfig.Sentinel(plan.master(), plan.sentinels(), null, null);
            BackendConfig backend =
                    new BackendConfig(
                            null,
                            null,
                            source,
                            1,
                            Duration.ofSeconds(1),
                            10_000,
                            Optional.empty(),
                            Map.of(),
                            Duration.ofSeconds(1));
            PoolConfig pool =
                    new PoolConfig(
                            "demo",
                            ListenConfig.of(List.of(new ListenAddress.Tcp(plan.listen()))),
                            null,
                            List.of(),
                            10_000,
                            Duration.ZERO,
                            backend,
                            new FailoverConfig(Optional.empty(), new ByteSize(64L << 20)),
                            new LimitsConfig(new ByteSize(512L << 20), new ByteSize(64L << 20)));
            return new RedoubtConfig(
                    OptionalInt.empty(),
                    TransportChoice.AUTO,
                    List.of(pool),
                    List.of(),
                    new AdminConfig(plan.admin(), null),
                    new LogConfig(LogConfig.Level.ERROR, LogConfig.Format.TEXT));
        }
    }
}
