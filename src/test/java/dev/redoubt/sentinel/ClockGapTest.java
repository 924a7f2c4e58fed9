package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class ClockGapTest {
    @Test
    void aSuspensionIsSeenOnce() {
        ClockGap gap = new ClockGap();
        assertFalse(reads(gap, 0, 1000, 0));
        assertFalse(reads(gap, 100, 1100, 100));
        assertTrue(reads(gap, 200, 4200, 200));
        assertFalse(reads(gap, 300, 4300, 300));
    }

    /// The thread loses its processor before, between or after the readings.
    @Test
    void aBusyHostDidNotSleep() {
        ClockGap gap = new ClockGap();
        assertFalse(reads(gap, 0, 1000, 900));
        assertFalse(reads(gap, 1000, 2000, 1000));
        assertFalse(reads(gap, 1100, 2600, 1600));
        assertFalse(reads(gap, 1700, 2700, 5000));
        assertFalse(reads(gap, 5000, 6000, 5000));
    }

    @Test
    void hundredthsOfASecondAreNoSleep() {
        ClockGap gap = new ClockGap();
        for (long now = 0; now < 2000; now += 7) {
            assertFalse(reads(gap, now, (1000 + now) / 10 * 10, now));
        }
    }

    @Test
    void readsTheKernelsFile() throws IOException {
        Path file = Files.createTempFile("uptime", "");
        try {
            SleepWatch watch = new SleepWatch(file);
            Files.writeString(file, "1000.25 77.10\n");
            assertFalse(watch.slept());
            Files.writeString(file, "99000.25 77.10\n");
            assertTrue(watch.slept());
            Files.writeString(file, "none");
            assertFalse(watch.slept());
        } finally {
            Files.delete(file);
        }
        assertFalse(new SleepWatch(file).slept());
        assertFalse(new SleepWatch().slept());
    }

    private static boolean reads(ClockGap gap, long before, long uptime, long after) {
        return gap.slept(
                TimeUnit.MILLISECONDS.toNanos(before),
                TimeUnit.MILLISECONDS.toNanos(uptime),
                TimeUnit.MILLISECONDS.toNanos(after));
    }
}
