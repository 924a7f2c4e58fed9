package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class ConfigFileTest {
    private static final Path DOCS = Path.of("docs");
    private static final Path GOLDEN = Path.of("src/test/resources/config");

    private static HostPort at(String host, int port) {
        return new HostPort(host, port);
    }

    @Test
    void smallestFileOfTheDocsHasAllDefaults() throws IOException {
        Matcher block =
                Pattern.compile("(?s)```yaml\n(.*?)```")
                        .matcher(Files.readString(DOCS.resolve("configuration.md")));
        assertTrue(block.find());
        RedoubtConfig config = ConfigText.valid(block.group(1));

        PoolConfig orders =
                new PoolConfig(
                        "orders",
                        ListenConfig.of(List.of(new ListenAddress.Tcp(at("0.0.0.0", 6379)))),
                        null,
                        List.of(),
                        10_000,
                        Duration.ZERO,
                        new BackendConfig(
                                null,
                                null,
                                new SourceConfig.Sentinel(
                                        "mymaster",
                                        List.of(
                                                at("10.0.0.4", 26379),
                                                at("10.0.0.5", 26379),
                                                at("10.0.0.6", 26379)),
                                        null,
                                        null),
                                1,
                                Duration.ofSeconds(1),
                                10_000,
                                Optional.empty(),
                                Map.of(),
                                Duration.ofSeconds(1)),
                        new FailoverConfig(Optional.empty(), new ByteSize(64L << 20)),
                        new LimitsConfig(new ByteSize(512L << 20), new ByteSize(64L << 20)));
        assertEquals(
                new RedoubtConfig(
                        OptionalInt.empty(),
                        TransportChoice.AUTO,
                        List.of(orders),
                        List.of(),
                        new AdminConfig(at("127.0.0.1", 9380), null, AdminConfig.Origin.DEFAULT),
                        new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT)),
                config);
    }

    @Test
    void exampleFileOfTheDocsIsValidAndSaysTheDefaults() throws IOException {
        ConfigOutcome outcome =
                ConfigFile.read(DOCS.resolve("redoubt.example.yml"), ConfigText.VARIABLES::get);
        assertEquals(List.of(), ConfigText.lines(outcome));
        RedoubtConfig config = assertInstanceOf(ConfigOutcome.Valid.class, outcome).config();

        PoolConfig orders = config.pools().getFirst();
        PoolConfig sessions = config.pools().getLast();
        assertEquals(List.of("orders", "sessions"), List.of(orders.name(), sessions.name()));
        assertEquals(sessions.limits().request(), orders.limits().request());
        assertEquals(sessions.limits().clientOutput(), orders.limits().clientOutput());
        assertEquals(OptionalInt.empty(), sessions.limits().connectionRate());
        assertEquals(OptionalInt.of(100), orders.limits().connectionRate());
        assertEquals(sessions.failover().hold(), orders.failover().hold());
        assertEquals(sessions.failover().holdMemory(), orders.failover().holdMemory());
        assertEquals(sessions.failover().unansweredWrites(), orders.failover().unansweredWrites());
        assertEquals(sessions.failover().durability(), orders.failover().durability());
        assertEquals(OwnDurability.NONE, sessions.failover().own());
        assertEquals(Optional.empty(), orders.failover().durabilityOf("cache-1", "audit-1"));
        assertEquals(sessions.maxClients(), orders.maxClients());
        assertEquals(
                List.of(
                        new ListenAddress.Tcp(at("0.0.0.0", 6379)),
                        new ListenAddress.Unix("/run/redoubt/orders.sock")),
                orders.listen().addresses());
        assertEquals(
                ListenConfig.of(List.of(new ListenAddress.Tcp(at("::1", 6380)))),
                sessions.listen());
        assertEquals(Optional.of(at("redis.example.com", 6379)), orders.listen().announce());
        assertEquals(sessions.listen().backlog(), orders.listen().backlog());
        assertEquals(sessions.listen().tcpKeepalive(), orders.listen().tcpKeepalive());
        assertEquals(OptionalInt.of(0770), orders.listen().unixMode());
        assertEquals(new Secret("redis-secret"), orders.password());
        assertEquals(
                Map.of(at("172.17.0.2", 6379), at("10.0.0.4", 16379)),
                orders.backend().addresses());
        assertEquals(new Secret("admin-secret"), config.admin().password());
    }

    @Test
    void everyProblemOfTheFaultyFileIsTold() throws IOException {
        ConfigOutcome outcome =
                ConfigFile.read(GOLDEN.resolve("faulty.yml"), ConfigText.VARIABLES::get);
        String lines =
                String.join("\n", ConfigText.lines(outcome))
                                .replace(GOLDEN.resolve("faulty.yml") + ":", "")
                        + "\n";
        assertEquals(Files.readString(GOLDEN.resolve("faulty.expected")), lines);
    }

    @Test
    void backendTakesThePasswordOfItsPool() {
        RedoubtConfig config =
                ConfigText.valid(ConfigText.withPool("password: ${env:REDIS_PASSWORD}"));
        BackendConfig backend = config.pools().getFirst().backend();
        assertEquals(new Secret("redis-secret"), backend.password());
    }

    @Test
    void chosenValuesArriveInTheRecords() {
        String keys =
                """
                max_clients: 7
                    idle_timeout: 1.5m
                    allow: [10.0.0.7]
                    announce: Redis.example:16379
                    backlog: 16
                    tcp_keepalive: 1m
                    limits: {connection_rate: 3}\
                """;
        PoolConfig pool = ConfigText.valid(ConfigText.withPool(keys)).pools().getFirst();
        assertEquals(7, pool.maxClients());
        assertEquals(Duration.ofSeconds(90), pool.idleTimeout());
        assertEquals(32, pool.allow().getFirst().prefixBits());
        assertEquals(Optional.of(at("Redis.example", 16379)), pool.listen().announce());
        assertEquals(16, pool.listen().backlog());
        assertEquals(Duration.ofMinutes(1), pool.listen().tcpKeepalive());
        assertEquals(OptionalInt.of(3), pool.limits().connectionRate());
    }
}
