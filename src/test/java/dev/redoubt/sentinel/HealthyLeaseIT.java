package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The least that is left of a healthy primary's lease at the shortest down-after that has one,
/// with every core busy. An hour with `-Dredoubt.long=true`, 20 s otherwise, or
/// `-Dredoubt.seconds`; `-Dredoubt.busy=0` where something else keeps the cores busy.
class HealthyLeaseIT {
    private static final Terms TERMS = new Terms(Duration.ofSeconds(2), Duration.ofSeconds(10));
    private static final int BUSY =
            Integer.getInteger("redoubt.busy", Runtime.getRuntime().availableProcessors());
    private static final Duration LENGTH =
            Duration.ofSeconds(
                    Long.getLong(
                            "redoubt.seconds", Boolean.getBoolean("redoubt.long") ? 3600 : 20));

    @Test
    void neverLapsesWhileAllCoresAreBusy() {
        try (RealSentinels peers = RealSentinels.start(TERMS);
                WatchedSentinels watch = WatchedSentinels.of(peers);
                Load _ = new Load(BUSY)) {
            HostPort primary = peers.servers().getFirst();
            watch.awaitLease(primary);
            // Before, the lease rests on all Sentinels, not on the best.
            long settled = System.nanoTime() + Duration.ofMillis(7200).toNanos();
            RealSentinels.await("time to pass", () -> System.nanoTime() - settled >= 0);
            watch.awaitLease(primary);
            watch.forget();
            long began = System.nanoTime();
            long least = Long.MAX_VALUE;
            for (int second = 10; second <= LENGTH.toSeconds(); second += 10) {
                long until = began + Duration.ofSeconds(second).toNanos();
                RealSentinels.await("time to pass", () -> System.nanoTime() - until >= 0);
                least = Math.min(least, watch.leastLeftNanos(began));
                watch.forget();
            }
            System.out.printf(
                    "healthy for %d s, %d busy threads beside, down-after 2 s: at least %.0f ms"
                            + " left%n",
                    LENGTH.toSeconds(), BUSY, least / 1e6);
            assertTrue(least > 0, "least left: " + least / 1e6 + " ms");
            assertFalse(watch.hasTold(SentinelNotice.Fenced.class, began));
            assertTrue(watch.mayUse(primary));
        }
    }

    /// Threads that do nothing but take time.
    private static final class Load implements AutoCloseable {
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean over;

        Load(int count) {
            for (int i = 0; i < count; i++) {
                threads.add(Thread.ofPlatform().start(this::spin));
            }
        }

        private void spin() {
            while (!over) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            over = true;
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
