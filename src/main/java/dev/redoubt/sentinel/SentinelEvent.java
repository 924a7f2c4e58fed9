package dev.redoubt.sentinel;

import dev.redoubt.net.Ending;

/// What may happen to a [SentinelMachine]. Nodes are indexes into the configured list.
public sealed interface SentinelEvent {
    /// The watch begins.
    record Started() implements SentinelEvent {}

    /// The command connection to a node is up.
    record Connected(int node) implements SentinelEvent {}

    /// The command connection failed or was lost.
    ///
    /// @param jitter from 0 to 1, spreads the next attempt
    record Lost(int node, Ending ending, double jitter) implements SentinelEvent {}

    /// A poll's replies came.
    record Answered(int node, SentinelAnswer answer) implements SentinelEvent {}

    /// A node published an event about the master.
    record Hinted(int node, SentinelHint hint) implements SentinelEvent {}

    /// Somebody saw the primary fail.
    record Suspected() implements SentinelEvent {}

    /// This host was suspended, and the monotonic clock stood still meanwhile.
    record Slept() implements SentinelEvent {}

    /// The time asked for by [SentinelAction.WakeIn] is over.
    record Woken() implements SentinelEvent {}
}
