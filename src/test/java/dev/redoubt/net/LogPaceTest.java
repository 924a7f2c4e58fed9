package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class LogPaceTest {
    private final LogPace pace = new LogPace(0);

    @Test
    void theFirstIsTold() {
        assertEquals(1, pace.happened(0));
        assertEquals(0, pace.happened(1));
    }

    @Test
    void theNextLineStandsForAllThatCameMeanwhile() {
        pace.happened(0);
        for (long now = 1; now < 100; now++) {
            assertEquals(0, pace.happened(now));
        }
        assertEquals(0, pace.happened(LogPace.PAUSE_NANOS - 1));
        assertEquals(101, pace.happened(LogPace.PAUSE_NANOS));
        assertEquals(0, pace.happened(LogPace.PAUSE_NANOS + 1));
        assertEquals(2, pace.happened(3 * LogPace.PAUSE_NANOS));
    }
}
