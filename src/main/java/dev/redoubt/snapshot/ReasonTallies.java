package dev.redoubt.snapshot;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A counter for each [Reason]; one thread counts, any thread reads.
public final class ReasonTallies {
    private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

    public ReasonTallies() {
        for (Reason reason : Reason.values()) {
            tallies.put(reason, new Tally());
        }
    }

    /// It happened once more; only by the owning thread.
    public void count(Reason reason) {
        tally(reason).add(1);
    }

    private Tally tally(Reason reason) {
        return Objects.requireNonNull(tallies.get(reason));
    }

    /// What several threads counted, together.
    public static Map<Reason, Long> sum(List<ReasonTallies> each) {
        Map<Reason, Long> sums = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            sums.put(reason, each.stream().mapToLong(one -> one.tally(reason).value()).sum());
        }
        return Map.copyOf(sums);
    }
}
