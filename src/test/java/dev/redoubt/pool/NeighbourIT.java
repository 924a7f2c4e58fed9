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
import java.util.concurrent.atomic.AtomicBoolean;

/// A quiet client beside a greedy and a lazy one. It prints what the quiet one feels, direct and
/// through the pool; only the replies are asserted, for times depend on the machine.
@Timeout(300)
class NeighbourIT {
    private static final int LARGE = 100 * 1024 * 1024;
    private static final int MEDIUM = 100_000;
    private static final int PINGS = 4000;
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
            AtomicBoolean over = new AtomicBoolean();
            lazy.send("*2\r\n$3\r\nGET\r\n$6\r\nmedium\r\n".repeat(10_000));
            CompletableFuture<Integer> fetched =
                    CompletableFuture.supplyAsync(() -> fetch(greedy, over), BESIDE);
            long[] nanos = new long[PINGS];
            for (int i = 0; i < PINGS; i++) {
                long start = System.nanoTime();
                assertEquals("+PONG", quiet.ask("PING"));
                nanos[i] = System.nanoTime() - start;
            }
            over.set(true);
            int values = fetched.get(60, TimeUnit.SECONDS);
            assertTrue(values > 0, "the greedy one got nothing");
            Arrays.sort(nanos);
            System.out.printf(
                    "%s: PING p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, most %.1f ms beside %d"
                            + " values of 100 MiB%n",
                    front,
                    nanos[PINGS / 2] / 1e6,
                    nanos[PINGS * 99 / 100] / 1e6,
                    nanos[PINGS * 999 / 1000] / 1e6,
                    nanos[PINGS - 1] / 1e6,
                    values);
        }
    }

    private static int fetch(Bulk client, AtomicBoolean over) {
        try {
            int values = 0;
            while (!over.get()) {
                client.send("*2\r\n$3\r\nGET\r\n$5\r\nlarge\r\n");
                client.readValue(LARGE);
                values++;
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
