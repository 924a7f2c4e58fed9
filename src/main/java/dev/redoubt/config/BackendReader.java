package dev.redoubt.config;

import dev.redoubt.config.Syntax.Range;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pool's `backend`: which servers, and how they are reached.
final class BackendReader {
    private static final List<String> SOURCES = List.of("sentinel", "servers", "shards");
    private static final List<String> KEYS =
            List.of(
                    "username",
                    "password",
                    "sentinel",
                    "servers",
                    "shards",
                    "links",
                    "connect_timeout",
                    "private_links",
                    "response_timeout",
                    "addresses",
                    "check_interval");
    private static final Syntax<Integer> LINKS = Syntax.integer(new Range(1, 64));
    private static final Syntax<Integer> PRIVATE_LINKS = Syntax.integer(new Range(1, 1_000_000));
    private static final int DEFAULT_PRIVATE_LINKS = 10_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Syntax<Optional<Duration>> RESPONSE_TIMEOUT =
            Durations.TIMER.map(Optional::of).or("auto", Optional.empty());

    private final SecretReader secrets;
    private final MapReader pool;

    /// `pool` is the one that the backend belongs to.
    BackendReader(SecretReader secrets, MapReader pool) {
        this.secrets = secrets;
        this.pool = pool;
    }

    /// Yields nothing only where the backend has problems.
    Optional<BackendConfig> read(Setting setting) {
        return MapReader.open(setting, KEYS).flatMap(this::read);
    }

    private Optional<BackendConfig> read(MapReader backend) {
        Credentials credentials = Credentials.read(backend, secrets, pool.setting("password"));
        Optional<SourceConfig> source = source(backend);
        int links = backend.value("links", LINKS, 1);
        Duration connectTimeout = backend.value("connect_timeout", Durations.TIMER, SECOND);
        int privateLinks = backend.value("private_links", PRIVATE_LINKS, DEFAULT_PRIVATE_LINKS);
        Optional<Duration> responseTimeout =
                backend.value("response_timeout", RESPONSE_TIMEOUT, Optional.empty());
        Map<HostPort, HostPort> addresses = addresses(backend);
        Duration checkInterval = backend.value("check_interval", Durations.TIMER, SECOND);
        return source.map(known ->
                new BackendConfig(
                        credentials.username(),
                        credentials.password(),
                        known,
                        links,
                        connectTimeout,
                        privateLinks,
                        responseTimeout,
                        addresses,
                        checkInterval));
    }

    private Optional<SourceConfig> source(MapReader backend) {
        List<Setting> given = backend.given(SOURCES);
        if (given.isEmpty()) {
            backend.self().misplaced("no servers", "one of " + String.join(", ", SOURCES));
        }
        // Shards are refused anyway, below.
        List<Setting> rivals = backend.given(List.of("sentinel", "servers"));
        for (Setting other : rivals.stream().skip(1).toList()) {
            Setting first = rivals.getFirst();
            other.misplaced(
                    "one source too many",
                    "one of %s; %s is on line %d"
                            .formatted(
                                    String.join(", ", SOURCES),
                                    first.lastName(),
                                    Place.of(first.name()).line()));
        }
        backend.setting("shards").ifPresent(s -> s.misplaced(Later.TEXT, Later.NO_KEY));
        Optional<SourceConfig> servers = backend.setting("servers").flatMap(BackendReader::servers);
        return backend.setting("sentinel")
                .flatMap(new SentinelReader(secrets)::read)
                .or(() -> servers);
    }

    private static Optional<SourceConfig> servers(Setting setting) {
        return EndpointList.read(setting, Endpoints.SERVER).map(SourceConfig.Servers::new);
    }

    private static Map<HostPort, HostPort> addresses(MapReader backend) {
        Map<HostPort, HostPort> addresses = new LinkedHashMap<>();
        backend.setting("addresses")
                .flatMap(s -> s.entries("a map, such as {'172.17.0.2:6379': '10.0.0.4:16379'}"))
                .ifPresent(entries ->
                        entries.forEach((announced, reachable) ->
                                addAddress(announced, reachable, addresses)));
        return Map.copyOf(addresses);
    }

    private static void addAddress(
            String announced, Setting reachable, Map<HostPort, HostPort> addresses) {
        Optional<HostPort> target = reachable.read(Endpoints.SERVER);
        switch (Endpoints.SERVER.parse(announced)) {
            case Parsed.Good<HostPort>(HostPort key) ->
                    target.ifPresent(address -> addresses.put(key, address));
            case Parsed.Bad<HostPort>(String expected) -> reachable.misplaced("this key", expected);
        }
    }
}
