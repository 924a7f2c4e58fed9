package dev.redoubt.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.MovePlan.Electors;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// For how long writes are refused during a move.
final class MovePlanTest {
    private static final HostPort PRIMARY = new HostPort("10.0.0.1", 6379);
    private static final HostPort REPLICA = new HostPort("10.0.0.2", 6379);
    private static final Standby STANDBY = new Standby(REPLICA, REPLICA, 100, true, 1, "");

    private static MovePlan plan(Duration room, Electors electors) {
        return MovePlan.of(
                PRIMARY, 1, List.of(STANDBY), Optional.empty(), room, electors, List.of());
    }

    private static Electors sentinels(int downAfterMillis) {
        return new Electors.Sentinels(Duration.ofMillis(downAfterMillis));
    }

    @Test
    void theLeastOfAllLimitsCounts() {
        Duration day = Duration.ofDays(1);
        assertEquals(Duration.ofSeconds(5), plan(day, sentinels(30_000)).freeze());
        assertEquals(Duration.ofSeconds(3), plan(day, sentinels(6000)).freeze());
        assertEquals(
                Duration.ofMillis(1250), plan(Duration.ofMillis(1250), sentinels(30_000)).freeze());
        assertEquals(Duration.ofSeconds(5), plan(day, new Electors.Primary()).freeze());
        assertEquals(
                Duration.ofSeconds(2),
                plan(Duration.ofSeconds(2), new Electors.Primary()).freeze());
    }

    @Test
    void whoMayNotWaitForLongEnoughIsNotMoved() {
        for (Electors electors : List.of(sentinels(30_000), new Electors.Primary())) {
            assertEquals(List.of(), plan(Duration.ofSeconds(1), electors).obstacles());
            List<String> obstacles = plan(Duration.ofMillis(999), electors).obstacles();
            assertEquals(1, obstacles.size());
            assertTrue(obstacles.getFirst().startsWith("failover.hold: "), obstacles::toString);
        }
        assertEquals(1, plan(Duration.ofDays(1), sentinels(1999)).obstacles().size());
    }
}
