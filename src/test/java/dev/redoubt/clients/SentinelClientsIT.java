package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealSentinels;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.JedisSentineled;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Clients that insist on asking a Sentinel, with the pool's address in its place: before real
/// Sentinels, whose own answers are the measure, and through a move of the primary.
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SentinelClientsIT {
    private static final String MASTER = RealSentinels.MASTER;
    private static final String POOL = "orders";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final RealSentinels PEERS =
            RealSentinels.start(
                    new RealSentinels.Terms(Duration.ofMillis(2500), Duration.ofSeconds(5)));
    private static final Front FRONT = Front.start(file());

    private static String file() {
        String nodes =
                PEERS.sentinels().stream()
                        .map(node -> "'" + node + "'")
                        .collect(Collectors.joining(", "));
        return """
        workers: 2
        pools:
          %s:
            listen: 127.0.0.1:0
            backend:
              sentinel: {master: %s, nodes: [%s]}
            failover: {hold: 60s}
        """
                .formatted(POOL, MASTER, nodes);
    }

    @AfterAll
    static void stop() {
        FRONT.close();
        PEERS.close();
    }

    // The answers

    private static String ask(HostPort address, int protocol, String question) throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            client.ask("HELLO", String.valueOf(protocol));
            return client.ask(("SENTINEL " + question).trim().split(" ", -1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void refusesAsARealOne(int protocol) throws IOException {
        for (String question :
                List.of(
                        "",
                        "nonsense",
                        "NonSense x y",
                        "master",
                        "master a b",
                        "MASTER nobody",
                        "Masters x",
                        "sentinels",
                        "sentinels nobody",
                        "replicas",
                        "replicas nobody",
                        "slaves nobody",
                        "get-master-addr-by-name",
                        "get-master-addr-by-name nobody",
                        "get-master-addr-by-name a b",
                        "ckquorum",
                        "ckquorum nobody",
                        "myid x",
                        "help x")) {
            assertEquals(
                    ask(PEERS.sentinels().getFirst(), protocol, question),
                    ask(FRONT.address(), protocol, question),
                    question);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void answersInTheShapeOfARealOne(int protocol) throws IOException {
        for (String question : List.of("masters", "master " + MASTER, "sentinels " + MASTER)) {
            String real = ask(PEERS.sentinels().getFirst(), protocol, question);
            String ours = ask(FRONT.address(), protocol, question);
            boolean listed = !question.startsWith("master ");
            List<String> known = names(real, listed);
            List<String> given = names(ours, listed);
            // What is left out is left out, and all else is called the same and in its place.
            known.retainAll(given);
            assertEquals(known, given, question);
            assertTrue(given.size() >= 12, ours);
            String header = protocol == 2 ? "*" + 2 * given.size() : "%" + given.size();
            assertEquals(header, ours.split("\r\n", -1)[listed ? 1 : 0], ours);
        }
        String real = ask(PEERS.sentinels().getFirst(), protocol, "myid");
        String ours = ask(FRONT.address(), protocol, "myid");
        assertEquals(real.replaceAll("[0-9a-f]{40}", "id"), ours.replaceAll("[0-9a-f]{40}", "id"));
        assertEquals("*0\r\n", ask(FRONT.address(), protocol, "replicas " + MASTER));
        String quorum = ask(PEERS.sentinels().getFirst(), protocol, "ckquorum " + MASTER);
        assertEquals(
                quorum.replace("OK 3", "OK 1"),
                ask(FRONT.address(), protocol, "ckquorum " + MASTER));
    }

    /// The names of the fields of the first map, or of RESP2's list instead.
    private static List<String> names(String reply, boolean listed) {
        String[] lines = reply.split("\r\n", -1);
        int header = listed ? 1 : 0;
        int count = Integer.parseInt(lines[header].substring(1));
        int fields = lines[header].startsWith("%") ? count : count / 2;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            names.add(lines[header + 2 + 4 * i]);
        }
        return names;
    }

    // The libraries

    private static DefaultJedisClientConfig jedisConfig() {
        return DefaultJedisClientConfig.builder().timeoutMillis((int) PATIENCE.toMillis()).build();
    }

    private static Set<HostAndPort> asSentinel() {
        return Set.of(new HostAndPort(FRONT.address().host(), FRONT.address().port()));
    }

    private static RedisURI lettuceUri(String name) {
        HostPort address = FRONT.address();
        return RedisURI.Builder.sentinel(address.host(), address.port(), name)
                .withTimeout(PATIENCE)
                .build();
    }

    @Test
    void lettuceReadsTheAnswers() {
        RedisClient client = RedisClient.create();
        try (StatefulRedisSentinelConnection<String, String> connection =
                client.connectSentinel(StringCodec.UTF8, lettuceUri(MASTER))) {
            String port = String.valueOf(FRONT.address().port());
            List<Map<String, String>> masters = connection.sync().masters();
            assertEquals(
                    List.of(POOL, MASTER), masters.stream().map(each -> each.get("name")).toList());
            assertEquals(port, connection.sync().master(MASTER).get("port"));
            assertEquals(List.of(), connection.sync().replicas(MASTER));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void librariesGoOnWhenThePrimaryMoves() throws IOException {
        RedisClient client = RedisClient.create();
        try (JedisSentinelPool jedisPool =
                        new JedisSentinelPool(MASTER, asSentinel(), jedisConfig(), jedisConfig());
                JedisSentineled jedis =
                        new JedisSentineled(POOL, jedisConfig(), asSentinel(), jedisConfig());
                StatefulRedisConnection<String, String> lettuce = client.connect(lettuceUri(POOL));
                StatefulRedisMasterReplicaConnection<String, String> lettuceTopology =
                        MasterReplica.connect(client, StringCodec.UTF8, lettuceUri(MASTER));
                RawClient listening = RawClient.connect(FRONT.address())) {
            listening.ask("SUBSCRIBE", "+switch-master");
            List<Use> uses =
                    List.of(
                            (key, value) -> {
                                try (Jedis one = jedisPool.getResource()) {
                                    one.set(key, value);
                                    return one.get(key);
                                }
                            },
                            (key, value) -> {
                                jedis.set(key, value);
                                return jedis.get(key);
                            },
                            (key, value) -> {
                                lettuce.sync().set(key, value);
                                return lettuce.sync().get(key);
                            },
                            (key, value) -> {
                                lettuceTopology.sync().set(key, value);
                                return lettuceTopology.sync().get(key);
                            });
            all(uses, "before");
            HostPort old = FRONT.snapshot().primary().orElseThrow();

            PEERS.kill(old);

            all(uses, "after");
            assertFalse(FRONT.snapshot().primary().equals(Optional.of(old)));
            assertEquals(
                    asSentinel(), Set.of(jedisPool.getCurrentHostMaster()), "the address stays");
            // A message would come first.
            assertEquals("*2\r\n$4\r\npong\r\n$0\r\n\r\n", listening.ask("PING"));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
        }
    }

    private interface Use {
        String roundTrip(String key, String value);
    }

    private static void all(List<Use> uses, String value) {
        for (int i = 0; i < uses.size(); i++) {
            assertEquals(value, uses.get(i).roundTrip("user-" + i, value), "user " + i);
        }
    }
}
