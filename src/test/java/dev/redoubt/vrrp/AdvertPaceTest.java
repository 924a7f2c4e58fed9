package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What counts as late.
class AdvertPaceTest {
    private static final long MILLI = 1_000_000;

    @Test
    void thirtyPercentAfterItsTimeIsNotLateYet() {
        AdvertPace pace = new AdvertPace(new Interval(10));
        long begin = Long.MAX_VALUE - 50 * MILLI;
        pace.sent(begin);
        pace.sent(begin + 130 * MILLI);
        assertEquals(0, pace.late());
        pace.sent(begin + 260 * MILLI + 1);
        assertEquals(1, pace.late());
        assertEquals(130 * MILLI + 1, pace.longestGapNanos());
    }

    @Test
    void silenceWhileAnotherIsActiveIsMeant() {
        AdvertPace pace = new AdvertPace(new Interval(10));
        pace.sent(0);
        pace.ended();
        pace.sent(9_000 * MILLI);
        assertEquals(0, pace.late());
        assertEquals(0, pace.longestGapNanos());
    }

    @Test
    void stalls() {
        Stalls begun = Stalls.NONE.with(Duration.ofMillis(10));
        assertEquals(new Stalls(0, Duration.ofMillis(10)), begun);
        assertSame(begun, begun.with(Duration.ofMillis(3)));
        Stalls longer = begun.with(Duration.ofMillis(11)).with(Duration.ofMillis(200));
        assertEquals(new Stalls(2, Duration.ofMillis(200)), longer);
        assertEquals(new Stalls(3, Duration.ofMillis(200)), longer.with(Duration.ofMillis(12)));
    }
}
