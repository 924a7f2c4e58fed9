package dev.redoubt.cli;

import dev.redoubt.config.HostPort;

import java.time.Duration;

/// What happens to the primary, as the demo tells it.
sealed interface FrontEvent {
    /// Commands wait from now on.
    record PrimaryLost(HostPort server) implements FrontEvent {}

    /// A majority of the Sentinels names this server.
    record Elected(HostPort server) implements FrontEvent {}

    /// Commands go to `to`.
    ///
    /// @param held how many waited
    /// @param longestWait of those, zero when none waited
    record Moved(HostPort from, HostPort to, long held, Duration longestWait)
            implements FrontEvent {}
}
