package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RFuture;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RMapCache;
import org.redisson.api.RPatternTopic;
import org.redisson.api.RScoredSortedSet;
import org.redisson.api.RShardedTopic;
import org.redisson.api.RTopic;
import org.redisson.api.RTransaction;
import org.redisson.api.RedissonClient;
import org.redisson.api.TransactionOptions;
import org.redisson.api.map.event.EntryExpiredListener;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Redisson as users have it, unchanged: what it makes of scripts, blocking commands and Pub/Sub.
@ParameterizedClass
@EnumSource(Protocol.class)
@ExtendWith(LeakCheck.class)
class RedissonIT {
    private static final RedissonClients CLIENTS = new RedissonClients();

    private final RedissonClient one;
    private final RedissonClient other;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    RedissonIT(Protocol protocol) {
        CLIENTS.empty();
        one = CLIENTS.one(protocol);
        other = CLIENTS.other(protocol);
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @AfterAll
    static void stop() {
        CLIENTS.close();
    }

    private static <T> T soon(Future<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void blockingQueuesGiveEachElementToOne() throws Exception {
        Queue<String> taken = new ConcurrentLinkedQueue<>();
        List<Future<?>> takers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RBlockingQueue<String> queue = (i % 2 == 0 ? one : other).getBlockingQueue("queue");
            takers.add(
                    threads.submit(() -> {
                        for (int j = 0; j < 50; j++) {
                            taken.add(queue.take());
                        }
                        return null;
                    }));
        }
        RealRedis.await(
                "all to wait",
                () -> CLIENTS.redis().command("INFO", "clients").contains("blocked_clients:6\r"));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add("e" + i);
            one.getQueue("queue").add("e" + i);
        }
        for (Future<?> taker : takers) {
            soon(taker);
        }
        List<String> found = new ArrayList<>(taken);
        Collections.sort(found);
        Collections.sort(all);
        assertEquals(all, found);
        assertNull(one.getBlockingQueue("queue").poll(50, TimeUnit.MILLISECONDS));
        CompletableFuture<String> any =
                one.<String>getBlockingQueue("queue")
                        .pollFromAnyAsync(20, TimeUnit.SECONDS, "second", "third")
                        .toCompletableFuture();
        other.getQueue("third").add("x");
        assertEquals("x", soon(any));
        RScoredSortedSet<String> set = one.getScoredSortedSet("set");
        Future<String> least = threads.submit(() -> set.takeFirst());
        other.getScoredSortedSet("set").add(1, "least");
        assertEquals("least", soon(least));
    }

    @Test
    void topicsTellInOrder() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        RTopic topic = one.getTopic("news");
        int listener = topic.addListener(String.class, (channel, message) -> heard.add(message));
        RPatternTopic pattern = one.getPatternTopic("n*");
        pattern.addListener(String.class, (to, channel, message) -> heard.add(to + message));
        RShardedTopic shard = one.getShardedTopic("shard");
        shard.addListener(String.class, (channel, message) -> heard.add(message));
        for (int i = 0; i < 100; i++) {
            assertEquals(2, other.getTopic("news").publish("m" + i));
        }
        assertEquals(1, other.getShardedTopic("shard").publish("z"));
        RealRedis.await("all messages", () -> heard.size() == 201);
        List<String> plain = heard.stream().filter(each -> each.startsWith("m")).toList();
        assertEquals(100, plain.size());
        assertTrue(heard.contains("n*m99"), heard.toString());
        topic.removeListener(listener);
        assertEquals(1, other.getTopic("news").publish("last"));
        pattern.removeAllListeners();
        shard.removeAllListeners();
        assertEquals(0, other.getTopic("news").publish("nobody"));
    }

    @ParameterizedTest
    @EnumSource(BatchOptions.ExecutionMode.class)
    void batchesOfEveryKind(BatchOptions.ExecutionMode mode) throws Exception {
        for (int round = 0; round < 3; round++) {
            one.getKeys().flushall();
            RBatch batch = one.createBatch(BatchOptions.defaults().executionMode(mode));
            List<RFuture<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                batch.getBucket("k" + i).setAsync("v" + i);
                counts.add(batch.getAtomicLong("n").incrementAndGetAsync());
            }
            assertEquals(400, batch.execute().getResponses().size());
            for (int i = 0; i < 200; i++) {
                assertEquals(i + 1, soon(counts.get(i).toCompletableFuture()));
            }
            assertEquals("v199", other.getBucket("k199").get());
        }
    }

    @Test
    void entriesExpireAndTell() {
        Queue<String> gone = new ConcurrentLinkedQueue<>();
        RMapCache<String, String> cache = one.getMapCache("cache");
        cache.addListener((EntryExpiredListener<String, String>) event -> gone.add(event.getKey()));
        cache.put("short", "1", 30, TimeUnit.MILLISECONDS);
        cache.put("long", "2", 1, TimeUnit.HOURS);
        assertEquals("2", other.<String, String>getMapCache("cache").get("long"));
        RealRedis.await("the end of an entry", () -> cache.get("short") == null);
        RealRedis.await("the news of it", () -> gone.contains("short"));
        assertEquals("2", cache.get("long"));
        cache.destroy();
    }

    @Test
    void transactionsAreSeenWholeOrNotAtAll() {
        one.getBucket("k").set("before");
        RTransaction transaction = one.createTransaction(TransactionOptions.defaults());
        transaction.<String>getBucket("k").set("after");
        transaction.<String, String>getMap("m").put("f", "v");
        assertEquals("before", other.getBucket("k").get());
        transaction.commit();
        assertEquals("after", other.getBucket("k").get());
        assertEquals("v", other.getMap("m").get("f"));

        RTransaction undone = one.createTransaction(TransactionOptions.defaults());
        undone.<String>getBucket("k").set("never");
        undone.rollback();
        assertEquals("after", other.getBucket("k").get());
        assertThrows(IllegalStateException.class, undone::commit);
    }

    @Test
    void valuesKeptAtTheClientAreForgotten() {
        LocalCachedMapOptions<String, String> options =
                LocalCachedMapOptions.<String, String>name("local");
        RLocalCachedMap<String, String> mine = one.getLocalCachedMap(options);
        RLocalCachedMap<String, String> theirs = other.getLocalCachedMap(options);
        mine.fastPut("k", "0");
        for (int i = 1; i < 50; i++) {
            assertEquals(Integer.toString(i - 1), theirs.get("k"));
            String next = Integer.toString(i);
            mine.fastPut("k", next);
            RealRedis.await("the new value", () -> next.equals(theirs.get("k")));
        }
        assertEquals(List.of("k"), List.copyOf(theirs.getCachedMap().keySet()));
        mine.destroy();
        theirs.destroy();
    }
}
