package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A quiet client beside a greedy and a lazy one. It prints what the quiet one feels, direct and
/// through the pool; only the replies are asserted, for times depend on the machine.
@Timeout(300)
class NeighbourIT {
    private static final int LARGE = 100 * 1024 * 1024;
    private static final int MEDIUM = 100_000;
    private static final int VALUES = 10;
    private static final int MOST_PINGS = 1_000_000;
    private static final Executor BESIDE = task -> Thread.ofPlatform().daemon().start(task);

    private RealRedis redis;
    private PoolInTest pool;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.installed();
        pool = PoolInTest.start(LargeIT.file(redis.address(), ""));
        pool.awaitServing();
        try (Bulk direct = new Bulk(redis.address())) {
            direct.send(LARGE, "SET", "large");
            assertEquals("+OK", direct.line());
            direct.send(MEDIUM, "SET", "medium");
            assertEquals("+OK", direct.line());
        }
    }

    @AfterEach
    void end() {
        pool.close();
        redis.close();
    }

    @Test
    void theGreedyAndTheLazyCostTheQuietLittle() throws Exception {
        story("direct", redis.address());
        story("redoubt", pool.address());
        assertTrue(pool.snapshot().primary().isPresent());
    }

    private static void story(String front, HostPort address) throws Exception {
        try (Bulk greedy = new Bulk(address);
                Bulk lazy = new Bulk(address);
                Bulk quiet = new Bulk(address)) {
            AtomicInteger values = new AtomicInteger();
            lazy.send("*2\r\n$3\r\nGET\r\n$6\r\nmedium\r\n".repeat(10_000));
            CompletableFuture<Void> fetched =
                    CompletableFuture.runAsync(() -> fetch(greedy, values), BESIDE);
            long[] nanos = new long[MOST_PINGS];
            int pings = 0;
            while (!fetched.isDone() && pings < MOST_PINGS) {
                long start = System.nanoTime();
                assertEquals("+PONG", quiet.ask("PING"));
                nanos[pings++] = System.nanoTime() - start;
            }
            fetched.get(60, TimeUnit.SECONDS);
            assertEquals(VALUES, values.get());
            nanos = Arrays.copyOf(nanos, pings);
            Arrays.sort(nanos);
            System.out.printf(
                    "%s: %d PINGs: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, most %.1f ms beside 10"
                            + " values of 100 MiB%n",
                    front,
                    pings,
                    nanos[pings / 2] / 1e6,
                    nanos[pings * 99 / 100] / 1e6,
                    nanos[pings * 999 / 1000] / 1e6,
                    nanos[pings - 1] / 1e6);
        }
    }

    private static void fetch(Bulk client, AtomicInteger values) {
        try {
            while (values.get() < VALUES) {
                client.send("*2\r\n$3\r\nGET\r\n$5\r\nlarge\r\n");
                client.readValue(LARGE);
                values.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
