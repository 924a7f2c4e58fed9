package dev.redoubt.pool;

import org.junit.jupiter.api.Assertions;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits for conditions.
final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Await() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    /// Returns when `condition` holds; fails after 90 s: a busy machine takes its time.
    static void until(String what, Condition condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!holds(condition)) {
            Assertions.assertTrue(System.nanoTime() - deadline < 0, "waited in vain for " + what);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
