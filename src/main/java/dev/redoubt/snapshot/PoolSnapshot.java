package dev.redoubt.snapshot;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;

import java.util.List;
import java.util.Optional;

/// One pool at one moment, counted over all loops.
///
/// @param primary where commands go; empty while they wait
/// @param reason why there is no primary; empty with one
/// @param failures how often a primary in use was lost
/// @param moves how often another server became primary
public record PoolSnapshot(
        String name,
        List<ListenAddress> listen,
        Optional<HostPort> primary,
        String reason,
        long clients,
        long clientsTotal,
        long clientsRejected,
        long commands,
        long heldSessions,
        long refused,
        long unanswered,
        long outputOverflows,
        long privateTurns,
        long sharedLinks,
        long privateLinks,
        long failures,
        long moves) {}
