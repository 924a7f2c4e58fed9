package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// What held addresses need, and when.
class UpkeepTest {
    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    /// What it asks for, by following its clock.
    private static List<String> course(Upkeep upkeep, long untilMillis) {
        List<String> done = new ArrayList<>();
        long now = upkeep.nextNanos().orElseThrow();
        while (now <= millis(untilMillis)) {
            String at = " at " + TimeUnit.NANOSECONDS.toMillis(now);
            if (upkeep.renews(now)) {
                done.add("renew" + at);
            }
            if (upkeep.reminds(now)) {
                done.add("remind" + at);
            }
            now = upkeep.nextNanos().orElseThrow();
        }
        return done;
    }

    @Test
    void lifetimesBeginAnewInAQuarter() {
        Upkeep upkeep = new Upkeep(Duration.ofSeconds(1), Optional.empty());
        assertEquals(OptionalLong.empty(), upkeep.nextNanos());
        assertFalse(upkeep.renews(millis(500)));
        upkeep.begin(0);
        assertEquals(List.of("renew at 250", "renew at 500"), course(upkeep, 500));
    }

    @Test
    void neighboursAreRemindedWhereWanted() {
        Upkeep upkeep = new Upkeep(Duration.ofSeconds(4), Optional.of(Duration.ofMillis(1500)));
        upkeep.begin(0);
        assertEquals(
                List.of("renew at 1000", "remind at 1500", "renew at 2000"), course(upkeep, 2999));
    }

    @Test
    void whatWasMissedIsDoneOnce() {
        Upkeep upkeep = new Upkeep(Duration.ofSeconds(4), Optional.of(Duration.ofSeconds(1)));
        upkeep.begin(0);
        assertTrue(upkeep.reminds(millis(5500)));
        assertFalse(upkeep.reminds(millis(6400)));
        assertTrue(upkeep.reminds(millis(6500)));
    }

    @Test
    void whatIsNotHeldNeedsNothing() {
        Upkeep upkeep = new Upkeep(Duration.ofSeconds(4), Optional.of(Duration.ofSeconds(1)));
        upkeep.begin(0);
        upkeep.end();
        assertEquals(OptionalLong.empty(), upkeep.nextNanos());
        assertFalse(upkeep.renews(millis(9000)));
        assertFalse(upkeep.reminds(millis(9000)));
    }
}
