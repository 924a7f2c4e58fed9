package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// What the Sentinels agree on, as announced by them.
///
/// @param epoch the config epoch of `primary`, 0 without one
/// @param downAfter the longest that any Sentinel uses for it, if known
/// @param reason why there is no primary; empty with one
/// @param lease for how long `primary` may be used
public record SentinelView(
        Optional<HostPort> primary,
        long epoch,
        Optional<Duration> downAfter,
        String reason,
        SentinelLease lease) {}
