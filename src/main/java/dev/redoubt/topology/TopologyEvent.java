package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// What happens on the way to a new primary. For people: nothing is decided by these. Addresses are
/// as reachable from here.
public sealed interface TopologyEvent {
    /// One watcher lost the primary (+sdown).
    record Suspected(HostPort by) implements TopologyEvent {}

    /// Enough watchers agree that it is down (+odown).
    record AgreedDown(HostPort by) implements TopologyEvent {}

    /// A watcher was elected to lead the failover (+elected-leader).
    record Elected(HostPort by) implements TopologyEvent {}

    /// A watcher announced the new primary (+switch-master); the majority decides.
    record Announced(HostPort by, HostPort from, HostPort to) implements TopologyEvent {}

    /// Commands go to `to` from now on.
    record Moved(Optional<HostPort> from, HostPort to, long epoch) implements TopologyEvent {}

    /// There is no primary from now on.
    record Lost(HostPort from, String reason) implements TopologyEvent {}
}
