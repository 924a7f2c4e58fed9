package dev.redoubt.snapshot;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One pool at one moment, counted over all loops.
///
/// @param primary where commands go; empty while they wait
/// @param reason why there is no primary; empty with one
/// @param sharing how many sessions are on private links, and why
/// @param reasons clients turned away or closed and commands refused, all reasons present
/// @param acceptFailures connections that could not be accepted
/// @param failures how often a primary in use was lost
/// @param moves how often another server became primary
/// @param figures what the moves came to
/// @param pausing what holds commands on purpose
/// @param durability empty where a write is acknowledged as soon as the primary has it
public record PoolSnapshot(
        String name,
        List<ListenAddress> listen,
        Optional<HostPort> primary,
        String reason,
        long clients,
        long clientsTotal,
        long commands,
        long heldSessions,
        long unanswered,
        Sharing sharing,
        Map<Reason, Long> reasons,
        long acceptFailures,
        long sharedLinks,
        long privateLinks,
        long failures,
        long moves,
        MoveFigures figures,
        Pausing pausing,
        Optional<DurabilityFigures> durability) {
    /// Clients whose sessions are on shared links: all others.
    public long sharedSessions() {
        // Counted a moment apart.
        return Math.max(0, clients - sharing.privateSessions());
    }

    /// Times that a session moved to a private link.
    public long privateTurns() {
        return sharing.privateTurns();
    }

    /// How often this happened.
    public long count(Reason reason) {
        return reasons.getOrDefault(reason, 0L);
    }
}
