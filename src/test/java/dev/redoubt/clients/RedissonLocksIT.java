package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Redisson's locks and what else makes threads wait for each other: scripts, and Pub/Sub to wake
/// who waits.
@ParameterizedClass
@EnumSource(Protocol.class)
@ExtendWith(LeakCheck.class)
class RedissonLocksIT {
    private static final RedissonClients CLIENTS = new RedissonClients();

    private final RedissonClient one;
    private final RedissonClient other;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    RedissonLocksIT(Protocol protocol) {
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
    void aLockIsRenewedAndHandedOver() throws Exception {
        RLock mine = one.getLock("lock");
        Future<Boolean> theirs;
        mine.lock();
        try {
            assertFalse(other.getLock("lock").tryLock());
            theirs = threads.submit(() -> locks(other.getLock("lock")));
            awaitRenewal(mine);
            awaitRenewal(mine);
            assertFalse(theirs.isDone());
        } finally {
            mine.unlock();
        }
        assertTrue(soon(theirs));
        RealRedis.await("an open lock", () -> !mine.isLocked());
    }

    private static boolean locks(RLock lock) throws InterruptedException {
        boolean locked = lock.tryLock(20, TimeUnit.SECONDS);
        if (locked) {
            lock.unlock();
        }
        return locked;
    }

    private static void awaitRenewal(RLock lock) {
        long[] before = {lock.remainTimeToLive()};
        RealRedis.await(
                "a renewal",
                () -> {
                    long now = lock.remainTimeToLive();
                    boolean renewed = now > before[0];
                    before[0] = now;
                    return renewed;
                });
    }

    @Test
    void aLockKeepsManyApart() throws Exception {
        List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < 8; worker++) {
            RedissonClient client = worker % 2 == 0 ? one : other;
            workers.add(
                    threads.submit(() -> {
                        for (int i = 0; i < 20; i++) {
                            addOneUnder(client.getLock("lock"), client);
                        }
                    }));
        }
        for (Future<?> worker : workers) {
            soon(worker);
        }
        assertEquals("160", one.<String>getBucket("n").get());
    }

    private static void addOneUnder(RLock lock, RedissonClient client) {
        lock.lock();
        try {
            String before = client.<String>getBucket("n").get();
            int next = before == null ? 1 : Integer.parseInt(before) + 1;
            client.<String>getBucket("n").set(Integer.toString(next));
        } finally {
            lock.unlock();
        }
    }

    @Test
    void aFairLockKeepsTheOrder() throws Exception {
        RLock first = one.getFairLock("fair");
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        List<Future<?>> waiting = new ArrayList<>();
        first.lock();
        try {
            for (int i = 0; i < 4; i++) {
                int number = i;
                RLock lock = (i % 2 == 0 ? other : one).getFairLock("fair");
                waiting.add(threads.submit(() -> enter(lock, number, order)));
                String queued = ":" + (i + 1) + "\r\n";
                RealRedis.await(
                        "its place in the queue",
                        () ->
                                CLIENTS.redis()
                                        .command("LLEN", "redisson_lock_queue:{fair}")
                                        .equals(queued));
            }
        } finally {
            first.unlock();
        }
        for (Future<?> each : waiting) {
            soon(each);
        }
        assertEquals(List.of(0, 1, 2, 3), List.copyOf(order));
    }

    private static void enter(RLock lock, int number, Queue<Integer> order) {
        lock.lock();
        try {
            order.add(number);
        } finally {
            lock.unlock();
        }
    }

    @Test
    void semaphoresAndLatchesWakeWhoWaits() throws Exception {
        assertTrue(one.getSemaphore("semaphore").trySetPermits(1));
        one.getSemaphore("semaphore").acquire();
        Future<Boolean> permit =
                threads.submit(() ->
                        other.getSemaphore("semaphore").tryAcquire(1, Duration.ofSeconds(20)));
        assertTrue(one.getCountDownLatch("latch").trySetCount(2));
        Future<Boolean> open =
                threads.submit(() -> other.getCountDownLatch("latch").await(20, TimeUnit.SECONDS));
        RealRedis.await(
                "both to listen",
                () ->
                        CLIENTS.redis()
                                        .command("PUBSUB", "CHANNELS", "redisson*")
                                        .contains("semaphore")
                                && CLIENTS.redis()
                                        .command("PUBSUB", "CHANNELS", "redisson*")
                                        .contains("latch"));
        one.getSemaphore("semaphore").release();
        one.getCountDownLatch("latch").countDown();
        one.getCountDownLatch("latch").countDown();
        assertTrue(soon(permit));
        assertTrue(soon(open));
    }
}
