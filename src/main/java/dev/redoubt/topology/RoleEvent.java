package dev.redoubt.topology;

import dev.redoubt.net.Ending;

/// What may happen to a [RoleMachine]. Servers are indexes into the configured list.
sealed interface RoleEvent {
    /// The probing begins.
    record Started() implements RoleEvent {}

    /// The connection to a server is up.
    record Connected(int server) implements RoleEvent {}

    /// The connection failed or was lost.
    ///
    /// @param jitter from 0 to 1, spreads the next attempt
    record Lost(int server, Ending ending, double jitter) implements RoleEvent {}

    /// A server answered ROLE.
    record Answered(int server, RoleClaim claim) implements RoleEvent {}

    /// Somebody saw the primary fail.
    record Suspected() implements RoleEvent {}

    /// The time asked for by [RoleAction.WakeIn] is over.
    record Woken() implements RoleEvent {}
}
