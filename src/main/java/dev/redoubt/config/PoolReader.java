package dev.redoubt.config;

import dev.redoubt.config.Syntax.Range;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// One pool of the file.
final class PoolReader {
    private static final List<String> OWN_KEYS =
            List.of(
                    "password",
                    "allow",
                    "max_clients",
                    "idle_timeout",
                    "backend",
                    "failover",
                    "users",
                    "clients",
                    "limits");
    private static final List<String> KEYS =
            Stream.concat(ListenReader.KEYS.stream(), OWN_KEYS.stream()).toList();
    private static final List<String> LIMITS_KEYS =
            List.of("request", "client_output", "connection_rate");
    private static final Syntax<Integer> MAX_CLIENTS = Syntax.integer(new Range(1, 1_000_000));
    private static final Syntax<OptionalInt> CONNECTION_RATE =
            Syntax.integer(new Range(1, 1_000_000)).map(OptionalInt::of);
    private static final int DEFAULT_MAX_CLIENTS = 10_000;
    private static final ByteSize DEFAULT_REQUEST = new ByteSize(512L << 20);
    private static final ByteSize DEFAULT_CLIENT_OUTPUT = new ByteSize(64L << 20);

    private final SecretReader secrets;
    private final ListenReader listen;

    /// `virtual` are the addresses of the file's `vips`.
    PoolReader(SecretReader secrets, Listeners listeners, Set<InetAddress> virtual) {
        this.secrets = secrets;
        listen = new ListenReader(listeners, virtual);
    }

    /// Yields nothing only where the pool has problems.
    Optional<PoolConfig> read(Setting setting) {
        return MapReader.open(setting, KEYS).flatMap(pool -> read(setting, pool));
    }

    private Optional<PoolConfig> read(Setting setting, MapReader pool) {
        Optional<Secret> password = pool.setting("password").flatMap(secrets::password);
        ListenConfig listening = listen.read(pool);
        List<SourceNetwork> allow = allow(pool);
        int maxClients = pool.value("max_clients", MAX_CLIENTS, DEFAULT_MAX_CLIENTS);
        Duration idleTimeout = pool.value("idle_timeout", Durations.ANY, Duration.ZERO);
        FailoverConfig failover = FailoverReader.read(pool);
        LimitsConfig limits = limits(pool.map("limits", LIMITS_KEYS));
        return pool.required("backend", "a map with one of sentinel, servers, shards")
                .flatMap(backend -> new BackendReader(secrets, pool).read(backend))
                .map(backend ->
                        new PoolConfig(
                                setting.lastName(),
                                listening,
                                password.orElse(null),
                                allow,
                                maxClients,
                                idleTimeout,
                                backend,
                                failover,
                                limits));
    }

    private static List<SourceNetwork> allow(MapReader pool) {
        return pool
                .setting("allow")
                .flatMap(allow ->
                        allow.items("a list of networks; without this key all may connect"))
                .orElse(List.of())
                .stream()
                .flatMap(item -> item.read(Networks.SYNTAX).stream())
                .toList();
    }

    private static LimitsConfig limits(MapReader limits) {
        return new LimitsConfig(
                limits.value("request", ByteSizes.AT_LEAST_1_KIB, DEFAULT_REQUEST),
                limits.value("client_output", ByteSizes.AT_LEAST_1_KIB, DEFAULT_CLIENT_OUTPUT),
                limits.value("connection_rate", CONNECTION_RATE, OptionalInt.empty()));
    }
}
