package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.csc.CacheConfig;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Jedis' pool as users have it, unchanged, with many threads and what is hard on a connection.
@ExtendWith(LeakCheck.class)
class JedisPooledIT {
    private static final RealRedis REDIS = RealRedis.installed("--requirepass", "secret");
    private static final Front FRONT = Front.before(REDIS, "password: secret", "");
    private static final int WORKERS = 8;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void empty() {
        REDIS.command("FLUSHALL");
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
        assertEquals(0, FRONT.faults());
    }

    @AfterAll
    static void stop() {
        FRONT.close();
        REDIS.close();
    }

    private static HostAndPort address(HostPort at) {
        return new HostAndPort(at.host(), at.port());
    }

    private static DefaultJedisClientConfig config(RedisProtocol protocol) {
        return DefaultJedisClientConfig.builder().protocol(protocol).password("secret").build();
    }

    private static JedisPooled pool(RedisProtocol protocol) {
        ConnectionPoolConfig connections = new ConnectionPoolConfig();
        connections.setMaxTotal(2 * WORKERS);
        return new JedisPooled(connections, address(FRONT.address()), config(protocol));
    }

    /// So many threads at once.
    private void all(Runnable work) throws Exception {
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(threads.submit(work));
        }
        for (Future<?> worker : workers) {
            worker.get(60, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void manyCheckAndSet(RedisProtocol protocol) throws Exception {
        try (JedisPooled jedis = pool(protocol)) {
            jedis.set("n", "0");
            all(() -> {
                for (int done = 0; done < 10; ) {
                    done += addOne(jedis) ? 1 : 0;
                }
            });
            assertEquals(Integer.toString(10 * WORKERS), jedis.get("n"));
        }
    }

    private static boolean addOne(JedisPooled jedis) {
        try (AbstractTransaction transaction = jedis.transaction(false)) {
            transaction.watch("n");
            int now = Integer.parseInt(jedis.get("n"));
            transaction.multi();
            transaction.set("n", Integer.toString(now + 1));
            Response<String> read = transaction.get("n");
            if (transaction.exec() == null) {
                return false;
            }
            assertEquals(Integer.toString(now + 1), read.get());
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void manyPipelines(RedisProtocol protocol) throws Exception {
        try (JedisPooled jedis = pool(protocol)) {
            all(() -> {
                String own = "k" + Thread.currentThread().threadId();
                try (AbstractPipeline pipeline = jedis.pipelined()) {
                    Response<Long> first = pipeline.incr(own);
                    Response<Long> broken = pipeline.lpush(own, "x");
                    List<Response<Long>> counts = new ArrayList<>(List.of(first));
                    for (int i = 1; i < 2000; i++) {
                        counts.add(pipeline.incr(own));
                    }
                    pipeline.sync();
                    for (int i = 0; i < 2000; i++) {
                        assertEquals(i + 1, counts.get(i).get());
                    }
                    assertThrows(JedisDataException.class, broken::get);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void manyWaitInOneQueue(RedisProtocol protocol) throws Exception {
        try (JedisPooled jedis = pool(protocol)) {
            List<Future<List<String>>> popped = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                popped.add(threads.submit(() -> jedis.blpop(20, "l")));
            }
            RealRedis.await(
                    "all to wait",
                    () ->
                            REDIS.command("INFO", "clients")
                                    .contains("blocked_clients:" + WORKERS + "\r"));
            for (int i = 0; i < WORKERS; i++) {
                jedis.rpush("l", "e" + i);
            }
            List<String> elements = new ArrayList<>();
            for (Future<List<String>> each : popped) {
                elements.add(each.get(20, TimeUnit.SECONDS).getLast());
            }
            elements.sort(null);
            assertEquals(List.of("e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7"), elements);
            assertNull(jedis.blpop(0.05, "l"));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void groupsReadStreams(RedisProtocol protocol) throws Exception {
        try (JedisPooled jedis = pool(protocol)) {
            jedis.xgroupCreate("s", "g", StreamEntryID.XGROUP_LAST_ENTRY, true);
            Future<List<Map.Entry<String, List<StreamEntry>>>> read =
                    threads.submit(() ->
                            jedis.xreadGroup(
                                    "g",
                                    "me",
                                    XReadGroupParams.xReadGroupParams().block(20_000),
                                    Map.of("s", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY)));
            RealRedis.await(
                    "the reader to wait",
                    () -> REDIS.command("INFO", "clients").contains("blocked_clients:1\r"));
            StreamEntryID id = jedis.xadd("s", StreamEntryID.NEW_ENTRY, Map.of("f", "v"));
            StreamEntry entry = read.get(20, TimeUnit.SECONDS).getFirst().getValue().getFirst();
            assertEquals(id, entry.getID());
            assertEquals(Map.of("f", "v"), entry.getFields());
            assertEquals(1, jedis.xack("s", "g", id));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void scriptsByTheirDigest(RedisProtocol protocol) {
        try (JedisPooled jedis = pool(protocol)) {
            String script = "return redis.call('INCRBY', KEYS[1], ARGV[1])";
            String digest = jedis.scriptLoad(script);
            assertEquals(3L, jedis.evalsha(digest, List.of("n"), List.of("3")));
            jedis.scriptFlush();
            assertThrows(
                    JedisNoScriptException.class,
                    () -> jedis.evalsha(digest, List.of("n"), List.of("3")));
            assertEquals(6L, jedis.eval(script, List.of("n"), List.of("3")));
            assertEquals(9L, jedis.evalsha(digest, List.of("n"), List.of("3")));
        }
    }

    /// Jedis keeps values only with a server that calls itself 7.4 or later, though older ones tell
    /// it what it needs, too: here one calls itself so.
    @Test
    void valuesKeptAtTheClientAreForgotten() throws Exception {
        CacheConfig caching = CacheConfig.builder().maxSize(100).build();
        JedisException refused =
                assertThrows(
                        JedisException.class,
                        () -> {
                            HostAndPort at = address(FRONT.address());
                            DefaultJedisClientConfig config = config(RedisProtocol.RESP3);
                            try (JedisPooled jedis = new JedisPooled(at, config, caching)) {
                                jedis.get("k");
                            }
                        });
        assertTrue(String.valueOf(refused.getMessage()).contains("7.4"), refused.getMessage());
        try (Renaming newer = Renaming.before(FRONT.address(), "7.0.", "7.9.");
                JedisPooled jedis =
                        new JedisPooled(
                                address(newer.address()), config(RedisProtocol.RESP3), caching);
                JedisPooled other = pool(RedisProtocol.RESP3)) {
            other.set("k", "0");
            assertEquals("0", jedis.get("k"));
            assertEquals("0", jedis.get("k"));
            assertEquals(1, jedis.getCache().getStats().getHitCount());
            for (int i = 1; i < 50; i++) {
                String next = Integer.toString(i);
                other.set("k", next);
                RealRedis.await("the new value", () -> next.equals(jedis.get("k")));
            }
            other.flushAll();
            RealRedis.await("no value", () -> jedis.get("k") == null);
        }
    }
}
