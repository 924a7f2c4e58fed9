package dev.redoubt.snapshot;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// For each [PrivateNeed]: how often it moved a session to a private link, and how many sessions it
/// keeps on one now. One thread counts, any thread reads.
public final class NeedTallies {
    private final Map<PrivateNeed, Tally> turns = zeros();
    private final Map<PrivateNeed, Tally> sessions = zeros();

    private static Map<PrivateNeed, Tally> zeros() {
        Map<PrivateNeed, Tally> tallies = new EnumMap<>(PrivateNeed.class);
        for (PrivateNeed need : PrivateNeed.values()) {
            tallies.put(need, new Tally());
        }
        return tallies;
    }

    /// One more session moved to a private link; only by the owning thread.
    public void moved(PrivateNeed need) {
        tally(turns, need).add(1);
    }

    /// One more session is kept on its private link by this; only by the owning thread.
    public void holds(PrivateNeed need) {
        tally(sessions, need).add(1);
    }

    /// One session less is kept by this; only by the owning thread.
    public void releases(PrivateNeed need) {
        tally(sessions, need).add(-1);
    }

    private static Tally tally(Map<PrivateNeed, Tally> tallies, PrivateNeed need) {
        return Objects.requireNonNull(tallies.get(need));
    }

    /// What several threads counted, together.
    public static Sharing sum(List<NeedTallies> each) {
        Map<PrivateNeed, Long> sessions = new EnumMap<>(PrivateNeed.class);
        Map<PrivateNeed, Long> turns = new EnumMap<>(PrivateNeed.class);
        for (PrivateNeed need : PrivateNeed.values()) {
            sessions.put(
                    need, each.stream().mapToLong(one -> tally(one.sessions, need).value()).sum());
            turns.put(need, each.stream().mapToLong(one -> tally(one.turns, need).value()).sum());
        }
        return new Sharing(sessions, turns);
    }
}
