package dev.redoubt.snapshot;

import java.util.Map;

/// How far the sessions of a pool share links.
///
/// @param sessions that are on private links now, by what keeps them there
/// @param turns times that a session moved to a private link, by the command that it moved for
public record Sharing(Map<PrivateNeed, Long> sessions, Map<PrivateNeed, Long> turns) {
    /// Keeps unchangeable copies.
    public Sharing {
        sessions = Map.copyOf(sessions);
        turns = Map.copyOf(turns);
    }

    /// Sessions that this keeps on private links.
    public long sessions(PrivateNeed need) {
        return sessions.getOrDefault(need, 0L);
    }

    /// How often a session moved for this.
    public long turns(PrivateNeed need) {
        return turns.getOrDefault(need, 0L);
    }

    /// All sessions on private links.
    public long privateSessions() {
        return sum(sessions);
    }

    /// All moves to private links.
    public long privateTurns() {
        return sum(turns);
    }

    private static long sum(Map<PrivateNeed, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
