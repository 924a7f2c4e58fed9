package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// What a [RoleMachine] wants done.
sealed interface RoleAction {
    /// Connect to a server.
    record Connect(int server) implements RoleAction {}

    /// Send ROLE to a server.
    record Ask(int server) implements RoleAction {}

    /// There is a primary, or none for this reason.
    record Publish(Optional<HostPort> primary, String reason) implements RoleAction {}

    /// Tell that a script keeps the primary from answering.
    record PublishBusy() implements RoleAction {}

    /// Log that a server cannot be used.
    record TellTrouble(HostPort server, String words) implements RoleAction {}

    /// Log that a server which could not be used answers again.
    record TellBack(HostPort server) implements RoleAction {}

    /// Log that several servers claim to be primary.
    record TellRivals(String words) implements RoleAction {}

    /// Log a change of the primary, and tell those who listen for events.
    record Tell(TopologyEvent event) implements RoleAction {}

    /// Send [RoleEvent.Woken] after so long; replaces what was asked for before.
    record WakeIn(long nanos) implements RoleAction {}
}
