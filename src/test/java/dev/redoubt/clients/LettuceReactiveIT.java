package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanStream;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Lettuce as users have it, unchanged: reactive streams of commands, and what the server pushes.
@ExtendWith(LeakCheck.class)
class LettuceReactiveIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RealRedis REDIS = RealRedis.installed("--requirepass", "secret");
    private static final Front FRONT = Front.before(REDIS, "password: secret", "");

    private final RedisClient client =
            RedisClient.create(
                    RedisURI.builder()
                            .withHost(FRONT.address().host())
                            .withPort(FRONT.address().port())
                            .withPassword("secret".toCharArray())
                            .withTimeout(PATIENCE)
                            .build());

    @BeforeEach
    void empty() {
        REDIS.command("FLUSHALL");
    }

    @AfterEach
    void shutDown() {
        client.shutdown(Duration.ZERO, PATIENCE);
        assertEquals(0, FRONT.faults());
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
    void streamsOfCommands(ProtocolVersion version) {
        RedisReactiveCommands<String, String> redis = connect(version).reactive();
        List<Long> counts =
                Flux.range(0, 2000).concatMap(i -> redis.incr("n")).collectList().block(PATIENCE);
        assertEquals(LongStream.rangeClosed(1, 2000).boxed().toList(), counts);
        List<String> values =
                Flux.range(0, 2000)
                        .flatMapSequential(
                                i -> redis.set("k" + i, "v" + i).then(redis.get("k" + i)), 256)
                        .collectList()
                        .block(PATIENCE);
        assertEquals(IntStream.range(0, 2000).mapToObj(i -> "v" + i).toList(), values);
        Long found =
                ScanStream.scan(redis, ScanArgs.Builder.matches("k*").limit(100))
                        .distinct()
                        .count()
                        .block(PATIENCE);
        assertEquals(2000, found);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void transactions(ProtocolVersion version) {
        RedisReactiveCommands<String, String> redis = connect(version).reactive();
        for (int i = 1; i <= 50; i++) {
            Queue<Long> heard = new ConcurrentLinkedQueue<>();
            TransactionResult result =
                    redis.watch("n")
                            .then(redis.multi())
                            .flatMap(begun -> {
                                redis.incr("n").subscribe(heard::add);
                                redis.incr("n").subscribe(heard::add);
                                return redis.exec();
                            })
                            .block(PATIENCE);
            assertEquals(List.of(2L * i - 1, 2L * i), List.copyOf(heard));
            assertEquals(2, Objects.requireNonNull(result).size());
        }
        Mono<TransactionResult> discarded =
                redis.watch("n")
                        .then(Mono.fromRunnable(() -> REDIS.command("INCR", "n")))
                        .then(redis.multi())
                        .flatMap(begun -> {
                            redis.incr("n").subscribe();
                            return redis.exec();
                        });
        assertTrue(Objects.requireNonNull(discarded.block(PATIENCE)).wasDiscarded());
        assertEquals("101", redis.get("n").block(PATIENCE));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void publishesAndSubscribes(ProtocolVersion version) {
        client.setOptions(ClientOptions.builder().protocolVersion(version).build());
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub()) {
            listening.reactive().subscribe("c").block(PATIENCE);
            listening.reactive().psubscribe("p*").block(PATIENCE);
            Disposable channels =
                    listening
                            .reactive()
                            .observeChannels()
                            .subscribe(m -> heard.add(m.getMessage()));
            Disposable patterns =
                    listening
                            .reactive()
                            .observePatterns()
                            .subscribe(m -> heard.add(m.getMessage()));
            RedisReactiveCommands<String, String> redis = connect(version).reactive();
            Flux.range(0, 500)
                    .concatMap(i -> redis.publish(i % 2 == 0 ? "c" : "px", "m" + i))
                    .then()
                    .block(PATIENCE);
            RealRedis.await("all messages", () -> heard.size() == 500);
            assertEquals(
                    IntStream.range(0, 500).mapToObj(i -> "m" + i).toList(), List.copyOf(heard));
            channels.dispose();
            patterns.dispose();
        }
    }

    // Lettuce takes the streams to read as an array of a generic type.
    @SuppressWarnings("unchecked")
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void groupsReadStreams(ProtocolVersion version) throws Exception {
        RedisAsyncCommands<String, String> reading = connect(version).async();
        RedisAsyncCommands<String, String> writing = connect(version).async();
        XReadArgs.StreamOffset<String> begin = XReadArgs.StreamOffset.from("s", "$");
        writing.xgroupCreate(begin, "g", XGroupCreateArgs.Builder.mkstream())
                .get(20, TimeUnit.SECONDS);
        for (int i = 0; i < 20; i++) {
            RedisFuture<List<StreamMessage<String, String>>> read =
                    reading.xreadgroup(
                            Consumer.from("g", "me"),
                            XReadArgs.Builder.block(PATIENCE),
                            XReadArgs.StreamOffset.lastConsumed("s"));
            String id = writing.xadd("s", Map.of("f", "v" + i)).get(20, TimeUnit.SECONDS);
            StreamMessage<String, String> message = read.get(20, TimeUnit.SECONDS).getFirst();
            assertEquals(id, message.getId());
            assertEquals(Map.of("f", "v" + i), message.getBody());
            assertEquals(1, reading.xack("s", "g", id).get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void valuesKeptAtTheClientAreForgotten() {
        Map<String, String> kept = new ConcurrentHashMap<>();
        StatefulRedisConnection<String, String> caching = connect(ProtocolVersion.RESP3);
        StatefulRedisConnection<String, String> other = connect(ProtocolVersion.RESP3);
        CacheFrontend<String, String> cache =
                ClientSideCaching.enable(
                        CacheAccessor.forMap(kept), caching, TrackingArgs.Builder.enabled());
        other.sync().set("k", "0");
        for (int i = 1; i < 100; i++) {
            assertEquals(Integer.toString(i - 1), cache.get("k"));
            assertEquals(Integer.toString(i - 1), kept.get("k"));
            other.sync().set("k", Integer.toString(i));
            RealRedis.await("the end of the value", () -> kept.isEmpty());
        }
        other.sync().del("k");
        assertNull(cache.get("k"));
    }

    @Test
    void broadcastsOfWhatChanges() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        StatefulRedisConnection<String, String> tracking = connect(ProtocolVersion.RESP3);
        StatefulRedisConnection<String, String> other = connect(ProtocolVersion.RESP3);
        tracking.addListener(message -> {
            if (message.getType().equals("invalidate")) {
                message.getContent(StandardCharsets.UTF_8::decode)
                        .forEach(part -> heard.add(String.valueOf(part)));
            }
        });
        tracking.sync()
                .clientTracking(TrackingArgs.Builder.enabled().bcast().prefixes("a:").noloop());
        other.sync().set("b:1", "x");
        tracking.sync().set("a:own", "x");
        other.sync().set("a:1", "x");
        RealRedis.await("the news", () -> heard.stream().anyMatch(each -> each.contains("a:1")));
        assertTrue(heard.stream().noneMatch(each -> each.contains("b:1")), heard.toString());
        assertTrue(heard.stream().noneMatch(each -> each.contains("a:own")), heard.toString());
        assertEquals("x", tracking.sync().get("a:own"));
    }
}
