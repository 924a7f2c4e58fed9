package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void pausesDoubleUpToHalfASecond() {
        BackOff backOff = new BackOff();
        assertFalse(backOff.isOn());
        for (long ceiling : new long[] {10, 20, 40, 80, 160, 320, 500, 500, 500}) {
            long pause = backOff.failedMillis();
            assertTrue(pause >= ceiling / 2 && pause <= ceiling, pause + " instead of " + ceiling);
            assertTrue(backOff.isOn());
        }
        backOff.reset();
        assertFalse(backOff.isOn());
        assertTrue(backOff.failedMillis() <= 10);
    }

    @Test
    void manyFailuresOverflowNothing() {
        BackOff backOff = new BackOff();
        for (int i = 0; i < 1000; i++) {
            backOff.failedMillis();
        }
        long pause = backOff.failedMillis();
        assertTrue(pause >= 250 && pause <= 500, pause + " ms");
    }
}
