package dev.redoubt.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Optional;
import java.util.stream.LongStream;

/// Each guard is needed: without it a seed fails, which passes with all of them.
class MutationSimTest {
    private static final int SEEDS = 5000;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WHOLE")
    void withoutItASeedFails(Guard taken) {
        Campaign.Writes writes =
                taken.rule.equals("durable") ? Campaign.Writes.DURABLE : Campaign.Writes.PLAIN;
        Optional<Campaign.Broken> broken =
                LongStream.range(1, 1 + SEEDS)
                        .parallel()
                        .mapToObj(seed -> Campaign.run(seed, writes, taken, new Tally()))
                        .flatMap(Optional::stream)
                        .filter(one -> one.rule().startsWith(taken.rule + ": "))
                        .findAny();
        assertTrue(
                broken.isPresent(), () -> taken + ": no seed of " + SEEDS + " fails by its rule");
        System.out.printf(
                "%s: -Dredoubt.seed=%d: %s%n", taken, broken.get().seed(), broken.get().rule());
        assertEquals(
                Optional.empty(),
                Campaign.run(broken.get().seed(), writes, Guard.WHOLE, new Tally()));
    }
}
