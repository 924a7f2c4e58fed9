package dev.redoubt.snapshot;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// What happens to a pool's primary, in the order in which it happens.
public sealed interface PoolEvent {
    /// Commands wait from now on.
    ///
    /// @param heldBefore for how long they have waited already, by order of an operator or of a
    ///   planned move
    record PrimaryLost(HostPort server, String reason, Duration heldBefore) implements PoolEvent {}

    /// The source of the topology names this server now.
    ///
    /// @param before the primary that served last, empty at the start
    record PrimaryNamed(HostPort server, Optional<HostPort> before, long epoch)
            implements PoolEvent {}

    /// Commands go to `server`.
    ///
    /// @param before the primary before it, empty at the start
    /// @param held sessions whose commands waited
    /// @param longestWait of those, zero when none waited
    record Serving(HostPort server, Optional<HostPort> before, long held, Duration longestWait)
            implements PoolEvent {}
}
