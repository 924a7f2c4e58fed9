package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Jedis as users have it, unchanged.
@ExtendWith(LeakCheck.class)
class JedisIT {
    private static final RealRedis REDIS = RealRedis.installed("--requirepass", "secret");
    private static final Front FRONT = Front.before(REDIS, "password: secret", "");

    @BeforeEach
    void empty() {
        REDIS.command("FLUSHALL");
    }

    @AfterAll
    static void stop() {
        FRONT.close();
        REDIS.close();
    }

    private static HostAndPort address() {
        return new HostAndPort(FRONT.address().host(), FRONT.address().port());
    }

    private static DefaultJedisClientConfig config(RedisProtocol protocol) {
        return DefaultJedisClientConfig.builder()
                .protocol(protocol)
                .password("secret")
                .clientName("jedis-it")
                .build();
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void aPoolOfConnections(RedisProtocol protocol) throws Exception {
        try (JedisPooled jedis = new JedisPooled(address(), config(protocol))) {
            List<CompletableFuture<Void>> workers = new ArrayList<>();
            for (int worker = 0; worker < 8; worker++) {
                String key = "k" + worker;
                workers.add(CompletableFuture.runAsync(() -> increment(jedis, key)));
            }
            for (CompletableFuture<Void> each : workers) {
                each.get(20, TimeUnit.SECONDS);
            }
            assertEquals("100", jedis.get("k7"));
            jedis.hset("h", Map.of("f", "1", "g", "2"));
            assertEquals(Map.of("f", "1", "g", "2"), jedis.hgetAll("h"));
            jedis.zadd("z", 1.5, "m");
            assertEquals(1.5, jedis.zscore("z", "m"));
            assertNull(jedis.get("none"));
            assertThrows(JedisDataException.class, () -> jedis.lpush("k7", "x"));
            assertEquals("100", jedis.get("k7"));
        }
    }

    private static void increment(JedisPooled jedis, String key) {
        for (int i = 1; i <= 100; i++) {
            assertEquals(i, jedis.incr(key));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void pipelinesAndTransactions(RedisProtocol protocol) {
        try (Jedis jedis = new Jedis(address(), config(protocol))) {
            Pipeline pipeline = jedis.pipelined();
            List<Response<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                counts.add(pipeline.incr("n"));
            }
            pipeline.sync();
            assertEquals(5000, counts.getLast().get());

            jedis.watch("n");
            Transaction broken = jedis.multi();
            broken.incr("n");
            REDIS.command("SET", "n", "1");
            assertNull(broken.exec());

            Transaction transaction = jedis.multi();
            Response<Long> next = transaction.incr("n");
            assertEquals(List.of(2L), transaction.exec());
            assertEquals(2L, next.get());
            assertEquals("jedis-it", jedis.clientGetname());
            jedis.select(1);
            assertNull(jedis.get("n"));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void scansAndBlocks(RedisProtocol protocol) throws Exception {
        try (Jedis jedis = new Jedis(address(), config(protocol));
                Jedis other = new Jedis(address(), config(protocol))) {
            for (int i = 0; i < 500; i++) {
                jedis.set("key:" + i, "v");
            }
            TreeSet<String> found = new TreeSet<>();
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page =
                        jedis.scan(cursor, new ScanParams().match("key:*").count(50));
                found.addAll(page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            assertEquals(500, found.size());

            CompletableFuture<List<String>> popped =
                    CompletableFuture.supplyAsync(() -> jedis.blpop(20, "l"));
            RealRedis.await("a blocked client", () -> blocked(1));
            other.rpush("l", "e");
            assertEquals(List.of("l", "e"), popped.get(20, TimeUnit.SECONDS));
            assertNull(jedis.blpop(0.05, "l"));
            assertEquals("v", jedis.get("key:1"));
        }
    }

    private static boolean blocked(int count) {
        return REDIS.command("INFO", "clients").contains("blocked_clients:" + count + "\r");
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void publishesAndSubscribes(RedisProtocol protocol) throws Exception {
        List<String> heard = new ArrayList<>();
        CountDownLatch subscribed = new CountDownLatch(2);
        JedisPubSub listener =
                new JedisPubSub() {
                    @Override
                    public void onSubscribe(String channel, int count) {
                        subscribed.countDown();
                        if (channel.equals("c")) {
                            psubscribe("p*");
                        }
                    }

                    @Override
                    public void onPSubscribe(String pattern, int count) {
                        subscribed.countDown();
                    }

                    @Override
                    public void onMessage(String channel, String message) {
                        heard.add(message);
                        if (message.equals("end")) {
                            unsubscribe();
                            punsubscribe();
                        }
                    }

                    @Override
                    public void onPMessage(String pattern, String channel, String message) {
                        heard.add(channel + "/" + message);
                    }
                };
        try (Jedis jedis = new Jedis(address(), config(protocol));
                Jedis publisher = new Jedis(address(), config(protocol))) {
            CompletableFuture<Void> listening =
                    CompletableFuture.runAsync(() -> jedis.subscribe(listener, "c"));
            assertTrue(subscribed.await(20, TimeUnit.SECONDS));
            for (int i = 0; i < 100; i++) {
                assertEquals(1, publisher.publish("c", "m" + i));
            }
            publisher.publish("px", "y");
            publisher.publish("c", "end");
            listening.get(20, TimeUnit.SECONDS);
            assertEquals(102, heard.size());
            assertEquals(List.of("m99", "px/y", "end"), heard.subList(99, 102));
            assertNull(jedis.get("none"));
        }
    }
}
