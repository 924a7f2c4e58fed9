package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.WaitingRoom;
import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Answer;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.topology.Topology;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What is told of an operator's pauses, and answered.
final class PausesTest {
    private static final HostPort A = new HostPort("10.0.0.1", 6379);

    private final List<PoolEvent> events = new ArrayList<>();

    @Test
    void aPauseIsToldAndNoLoss() {
        AtomicLong nowNanos = new AtomicLong();
        PrimaryWatch paused =
                new PrimaryWatch("pool", 1, events::add, new IdleHands(), nowNanos::get);
        paused.named(new Topology(1, Optional.of(A), 1, Optional.empty(), ""));
        paused.serving(0, A, new WaitingRoom.Released(0, Duration.ZERO));
        events.clear();
        try (CapturedLog log = new CapturedLog()) {
            Answer.Paused begun =
                    assertInstanceOf(
                            Answer.Paused.class,
                            paused.pause(Duration.ofMillis(7500), Pauses.By.OPERATOR));
            assertFalse(paused.isServing());
            assertEquals("paused by an operator until " + begun.until(), paused.reason());
            assertEquals(
                    new Answer.AlreadyPaused("pool", begun.until()),
                    paused.pause(Duration.ofMillis(7500), Pauses.By.OPERATOR));
            nowNanos.addAndGet(1_000_000_000);
            assertEquals(new Answer.Resumed("pool", Duration.ofSeconds(1)), paused.resume());
            assertEquals(new Answer.NotPaused("pool"), paused.resume());
            paused.serving(0, A, new WaitingRoom.Released(3, Duration.ofMillis(990)));
            assertTrue(paused.isServing());
            paused.pause(Duration.ofMillis(7500), Pauses.By.OPERATOR);
            nowNanos.addAndGet(7_500_000_000L);
            paused.woken();
            assertEquals(new Answer.NotPaused("pool"), paused.resume());
            assertEquals(
                    List.of(
                            "pool pool: resumed by an operator after 1000 ms",
                            "pool pool: serving from 10.0.0.1:6379; 3 clients waited, at most 990"
                                    + " ms",
                            "pool pool: paused for 7500 ms, which is all that hold allows: goes on"
                                    + " by itself"),
                    log.with("pool").stream()
                            .filter(line -> !line.contains("at the latest"))
                            .toList());
            assertEquals(2, log.with("paused by an operator, until ").size());
        }
        assertEquals(List.of(), events);
        assertEquals(0, paused.failures());
        assertEquals(2, paused.pauses().figures(Optional.empty()).pauses());
    }

    @Test
    void aPauseLeavesTheWaitsThatItCausesTimeToEndWell() {
        assertEquals(Duration.ofSeconds(14), Pauses.limit(Duration.ofSeconds(15)));
        assertEquals(Duration.ofMillis(750), Pauses.limit(Duration.ofSeconds(1)));
    }
}
