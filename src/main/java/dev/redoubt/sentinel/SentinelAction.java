package dev.redoubt.sentinel;

/// What a [SentinelMachine] wants done.
public sealed interface SentinelAction {
    /// Open the connections to a node.
    record Connect(int node) implements SentinelAction {}

    /// Poll a node.
    record Ask(int node) implements SentinelAction {}

    /// Hand `view` to everyone who watches.
    record Publish(SentinelView view) implements SentinelAction {}

    /// Log it, and hand it to everyone who watches.
    record Tell(SentinelNotice notice) implements SentinelAction {}

    /// Send [SentinelEvent.Woken] after so long; replaces what was asked for before.
    record WakeIn(long nanos) implements SentinelAction {}
}
