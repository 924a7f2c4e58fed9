package dev.redoubt.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.Seeded;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// The worlds of [FailoverSimTest] with pools that promise durability, and with faults that take
/// replicas along. `-Dredoubt.cases=1000000` makes it a million, `-Dredoubt.seed=N
/// -Dredoubt.cases=1` repeats one.
class DurableSimTest {
    private static final int USUAL = 300;

    @Test
    void nothingThatWasAcknowledgedIsMissingWithinThePromise() {
        Tally tally = new Tally();
        Optional<Campaign.Broken> broken =
                Campaign.check(
                        Seeded.first(),
                        Seeded.cases(USUAL),
                        Campaign.Writes.DURABLE,
                        Guard.WHOLE,
                        tally);
        System.out.println(tally);
        System.out.println(tally.durability());
        assertEquals("", broken.map(Campaign.Broken::toString).orElse(""));
        assertTrue(tally.disagreed <= 1 + tally.runs / 200, tally::toString);
        assertTrue((tally.durable > 0 && tally.promotions > 0) || tally.runs < 20, tally::toString);
    }
}
