package dev.redoubt.failover;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// What a [FailoverMachine] wants done.
public sealed interface FailoverAction {
    /// Tell that commands wait from now on, which went to `server` until now.
    record TellLost(HostPort server, String reason) implements FailoverAction {}

    /// Tell that `server` is to be used.
    ///
    /// @param before the primary that served last
    record TellNamed(HostPort server, Optional<HostPort> before, long epoch)
            implements FailoverAction {}

    /// Tell that commands go to `server`.
    ///
    /// @param before the primary that served last, perhaps the same
    /// @param held sessions that waited
    record TellServing(HostPort server, Optional<HostPort> before, long held, Duration longestWait)
            implements FailoverAction {}

    /// The lease holds again: every loop lets its sessions go on, and answers with
    /// [FailoverEvent.Linked] once it has a link.
    record Unfence() implements FailoverAction {}

    /// No loop sends anything more from now on, until `untilNanos` at most; what was sent is
    /// answered.
    record BeginPause(long untilNanos) implements FailoverAction {}

    /// Every loop sends again, lets its sessions go on, and answers as to [Unfence].
    ///
    /// @param lasted how long the pause was
    record EndPause(PauseEnd end, Duration lasted) implements FailoverAction {}

    /// What ended a pause.
    enum PauseEnd {
        /// Of whoever had ordered it.
        ORDER,
        LIMIT
    }

    /// Ask again, with [FailoverEvent.Woken]; a newer one replaces it.
    record WakeIn(long nanos) implements FailoverAction {}
}
