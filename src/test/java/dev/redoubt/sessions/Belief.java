package dev.redoubt.sessions;

import java.util.HashSet;
import java.util.Set;

/// What a key of one client may hold, as far as its replies tell. Nobody else writes it.
///
/// A write that was answered with "may or may not have been executed" may also be executed late:
/// its bytes may lie at the server while the connection they came on is long gone. So such a value
/// may come back after later writes.
final class Belief {
    /// Stands for a key that does not exist.
    static final String ABSENT = "";

    private final Set<String> possible = new HashSet<>(Set.of(ABSENT));
    private final Set<String> late = new HashSet<>();
    private long count;
    private long lateCounts;

    /// Whether a read may find it.
    boolean admits(String value) {
        return possible.contains(value);
    }

    /// A write was acknowledged.
    void wrote(String value) {
        possible.clear();
        possible.add(value);
        possible.addAll(late);
    }

    /// A write ended without an answer.
    void mayHaveWritten(String value) {
        possible.add(value);
        late.add(value);
    }

    /// A count was answered.
    void counted(long heard) {
        if (heard <= count || heard > count + lateCounts + 1) {
            throw new AssertionError(
                    "INCR: "
                            + heard
                            + " (expected: "
                            + (count + 1)
                            + " and up to "
                            + lateCounts
                            + " more)");
        }
        lateCounts -= heard - count - 1;
        count = heard;
    }

    /// A count ended without an answer.
    void mayHaveCounted() {
        lateCounts++;
    }

    @Override
    public String toString() {
        return possible.stream().map(Expected::start).toList().toString();
    }
}
