package dev.redoubt.failover;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;

import java.time.Duration;

/// What a [FailoverMachine] hears.
public sealed interface FailoverEvent {
    /// The source of the topology names a primary, again or anew, under this lease.
    record Named(HostPort primary, long epoch, Lease lease) implements FailoverEvent {}

    /// It names nobody any more.
    record Unnamed(String reason) implements FailoverEvent {}

    /// A loop has a link to this server, and those of its sessions that waited went on.
    ///
    /// @param held how many
    record Linked(int loop, HostPort server, long held, Duration longestWait)
            implements FailoverEvent {}

    /// A loop has no link to this server any more, or cannot open one.
    record Unlinked(int loop, HostPort server, String reason) implements FailoverEvent {}

    /// An operator, or a planned move, wants commands held, for so long at most.
    record Pause(Duration limit) implements FailoverEvent {}

    /// Held commands are to go on.
    record Resume() implements FailoverEvent {}

    /// A loop turned commands away since the last word on the lease, which did not say so: it was
    /// over before this renewal came, or the host's clock was set. Comes before the renewal.
    record Lapsed() implements FailoverEvent {}

    /// The moment of a [FailoverAction.WakeIn].
    record Woken() implements FailoverEvent {}
}
