package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(20)
class ShutdownTest {
    private final List<String> stopped = new CopyOnWriteArrayList<>();

    @Test
    void stepsRunOnceLastAddedFirst() {
        Shutdown shutdown = Shutdown.install(Duration.ofSeconds(10));
        shutdown.add(() -> stopped.add("servers"));
        shutdown.add(() -> stopped.add("front"));
        assertFalse(shutdown.begun());

        shutdown.end();
        shutdown.end();

        assertTrue(shutdown.begun());
        assertEquals(List.of("front", "servers"), stopped);
    }

    @Test
    void aStepThatFailsDoesNotKeepTheOthersFromRunning() {
        Shutdown shutdown = Shutdown.install(Duration.ofSeconds(10));
        shutdown.add(() -> stopped.add("servers"));
        shutdown.add(() -> {
            throw new IllegalStateException("on purpose, by a test");
        });

        shutdown.end();

        assertEquals(List.of("servers"), stopped);
    }

    @Test
    void whatIsAddedTooLateIsStoppedAtOnce() {
        Shutdown shutdown = Shutdown.install(Duration.ofSeconds(10));
        shutdown.end();

        shutdown.add(() -> stopped.add("front"));

        assertEquals(List.of("front"), stopped);
    }

    @Test
    void aStepThatHangsHoldsTheEndNoLongerThanTheDeadline() {
        Shutdown shutdown = Shutdown.install(Duration.ofMillis(50));
        CountDownLatch never = new CountDownLatch(1);
        shutdown.add(() -> awaitQuietly(never));

        shutdown.end();

        assertTrue(shutdown.begun());
        never.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
