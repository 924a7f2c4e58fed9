package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Lettuce as users have it, unchanged.
@ExtendWith(LeakCheck.class)
class LettuceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RealRedis REDIS = RealRedis.installed("--requirepass", "secret");
    private static final Front FRONT = Front.before(REDIS, "password: secret", "");

    private final RedisClient client =
            RedisClient.create(
                    RedisURI.builder()
                            .withHost(FRONT.address().host())
                            .withPort(FRONT.address().port())
                            .withPassword("secret".toCharArray())
                            .withClientName("lettuce-it")
                            .withTimeout(PATIENCE)
                            .build());

    @BeforeEach
    void empty() {
        REDIS.command("FLUSHALL");
    }

    @AfterEach
    void shutDown() {
        client.shutdown(Duration.ZERO, PATIENCE);
    }

    @AfterAll
    static void stop() {
        FRONT.close();
        REDIS.close();
    }

    private StatefulRedisConnection<String, String> connect(ProtocolVersion version) {
        client.setOptions(ClientOptions.builder().protocolVersion(version).build());
        return client.connect();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void oneAfterTheOther(ProtocolVersion version) {
        RedisCommands<String, String> redis = connect(version).sync();
        assertEquals("OK", redis.set("k", "v"));
        assertEquals("v", redis.get("k"));
        assertNull(redis.get("none"));
        assertEquals(2, redis.rpush("l", "a", "b"));
        assertEquals(List.of("a", "b"), redis.lrange("l", 0, -1));
        assertTrue(redis.hset("h", "f", "1"));
        assertEquals("1", redis.hgetall("h").get("f"));
        assertEquals(1, redis.zadd("z", 1.5, "m"));
        assertEquals(1.5, redis.zscore("z", "m"));
        assertThrows(RedisCommandExecutionException.class, () -> redis.incr("k"));
        assertEquals("lettuce-it", redis.clientGetname());
        assertEquals("OK", redis.select(1));
        assertNull(redis.get("k"));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aThousandInFlight(ProtocolVersion version) throws Exception {
        RedisAsyncCommands<String, String> redis = connect(version).async();
        List<RedisFuture<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            counts.add(redis.incr("n"));
        }
        assertTrue(LettuceFutures.awaitAll(PATIENCE, counts.toArray(new RedisFuture<?>[0])));
        for (int i = 0; i < 1000; i++) {
            assertEquals(i + 1, counts.get(i).get());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void flushedByHand(ProtocolVersion version) throws Exception {
        StatefulRedisConnection<String, String> connection = connect(version);
        connection.setAutoFlushCommands(false);
        RedisAsyncCommands<String, String> redis = connection.async();
        List<RedisFuture<?>> replies = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            replies.add(redis.set("k" + i, "v" + i));
            replies.add(redis.get("k" + i));
        }
        assertFalse(replies.getFirst().isDone());
        connection.flushCommands();
        assertTrue(LettuceFutures.awaitAll(PATIENCE, replies.toArray(new RedisFuture<?>[0])));
        assertEquals("v499", replies.getLast().get());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void transactions(ProtocolVersion version) throws Exception {
        StatefulRedisConnection<String, String> connection = connect(version);
        RedisCommands<String, String> redis = connection.sync();
        redis.watch("k");
        redis.multi();
        redis.set("k", "1");
        redis.incr("k");
        TransactionResult result = redis.exec();
        assertEquals(2L, result.<Long>get(1));

        redis.watch("k");
        redis.multi();
        redis.incr("k");
        REDIS.command("SET", "k", "9");
        assertTrue(redis.exec().wasDiscarded());

        // In one flush, as a pipeline: whole in one packet.
        connection.setAutoFlushCommands(false);
        RedisAsyncCommands<String, String> async = connection.async();
        async.multi();
        RedisFuture<Long> count = async.incr("k");
        RedisFuture<TransactionResult> executed = async.exec();
        connection.flushCommands();
        assertEquals(10L, executed.get(20, TimeUnit.SECONDS).<Long>get(0));
        assertEquals(10L, count.get());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void publishesAndSubscribes(ProtocolVersion version) {
        client.setOptions(ClientOptions.builder().protocolVersion(version).build());
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub();
                StatefulRedisConnection<String, String> publishing = client.connect()) {
            listening.addListener(
                    new RedisPubSubAdapter<>() {
                        @Override
                        public void message(String channel, String message) {
                            heard.add(message);
                        }

                        @Override
                        public void message(String pattern, String channel, String message) {
                            heard.add(pattern + "/" + message);
                        }
                    });
            listening.sync().subscribe("c", "d");
            listening.sync().psubscribe("p*");
            for (int i = 0; i < 100; i++) {
                assertEquals(1, publishing.sync().publish("c", "m" + i));
            }
            publishing.sync().publish("px", "y");
            RealRedis.await("all messages", () -> heard.size() == 101);
            assertTrue(heard.containsAll(List.of("m0", "m99", "p*/y")), heard.toString());
            listening.sync().unsubscribe("c", "d");
            listening.sync().punsubscribe("p*");
            assertEquals(0, publishing.sync().publish("c", "nobody"));
            assertEquals("PONG", listening.sync().ping());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void blocks(ProtocolVersion version) throws Exception {
        RedisAsyncCommands<String, String> blocking = connect(version).async();
        RedisFuture<KeyValue<String, String>> popped = blocking.blpop(20, "l");
        RedisFuture<String> behind = blocking.get("none");
        RealRedis.await(
                "a blocked client",
                () -> REDIS.command("INFO", "clients").contains("blocked_clients:1\r"));
        assertFalse(behind.isDone());
        REDIS.command("RPUSH", "l", "e");
        assertEquals(KeyValue.just("l", "e"), popped.get(20, TimeUnit.SECONDS));
        assertNull(behind.get(20, TimeUnit.SECONDS));
        assertNull(blocking.blpop(0.05, "l").get(20, TimeUnit.SECONDS));
    }
}
