package dev.redoubt.resp;

import java.util.Random;

/// Checks a property with many random inputs, each from a seed of its own; the seed that breaks it
/// is named, and `-Dredoubt.seed` begins with it. `-Dredoubt.cases=1000000` makes hostile tests as
/// long as one likes.
public final class Seeded {
    /// What must hold for whatever `random` chooses.
    @FunctionalInterface
    public interface Property {
        /// Throws if it does not hold.
        void check(Random random);
    }

    private Seeded() {}

    /// How many cases a test takes that is never finished.
    ///
    /// @param usual where nothing else is asked for
    public static int cases(int usual) {
        return Integer.getInteger("redoubt.cases", usual);
    }

    /// The seed to begin with; the same in every build, so that a red one is the change's own
    /// fault. Who looks for new ones says another.
    public static long first() {
        return Long.getLong("redoubt.seed", 1);
    }

    /// Checks `property` for `rounds` seeds.
    public static void check(int rounds, Property property) {
        long first = first();
        for (long seed = first; seed < first + rounds; seed++) {
            try {
                property.check(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dredoubt.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
