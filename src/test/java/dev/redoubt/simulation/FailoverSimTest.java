package dev.redoubt.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.Seeded;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// Thousands of small worlds in which things go wrong. `-Dredoubt.cases=1000000` makes it a
/// million, `-Dredoubt.seed=N -Dredoubt.cases=1` repeats one.
class FailoverSimTest {
    private static final int USUAL = 3000;

    @Test
    void noNodeListensToAServerThatCanHaveBeenReplaced() {
        Tally tally = new Tally();
        Optional<Campaign.Broken> broken =
                Campaign.check(
                        Seeded.first(),
                        Seeded.cases(USUAL),
                        Campaign.Writes.PLAIN,
                        Guard.WHOLE,
                        tally);
        System.out.println(tally);
        assertEquals("", broken.map(Campaign.Broken::toString).orElse(""));
        assertTrue(tally.disagreed <= 1 + tally.runs / 1000, tally::toString);
        assertTrue(tally.promotions > 0 || tally.runs < 20, tally::toString);
    }
}
