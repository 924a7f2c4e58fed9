package dev.redoubt.vrrp;

import dev.redoubt.vrrp.Reading.Standing;

/// What a [VrrpMachine] is told.
public sealed interface VrrpEvent {
    /// Startup (RFC 9568, 6.4.1).
    record Started() implements VrrpEvent {}

    /// Shutdown (RFC 9568, 6.4.2 and 6.4.3).
    record Stopped() implements VrrpEvent {}

    /// Startup in place of another process of this node that was Active until a moment ago, so that
    /// no other router can be yet.
    record Inherited() implements VrrpEvent {}

    /// Shutdown, and another process of this node goes on.
    record Bequeathed() implements VrrpEvent {}

    /// The time that it asked for has come; earlier or later ones do no harm.
    record Woken() implements VrrpEvent {}

    /// An advert that passed [AdvertCodec].
    record Heard(int priority, Interval interval, Standing standing) implements VrrpEvent {}

    /// Tracking makes this node count for more or less.
    record PriorityChanged(int priority) implements VrrpEvent {}

    /// Something that it needs is missing.
    record Faulted() implements VrrpEvent {}

    /// What was missing is back.
    record Recovered() implements VrrpEvent {}

    /// Give the addresses to another one, if there is one.
    record Resigned() implements VrrpEvent {}

    /// The group is ready as a whole.
    record GroupReady() implements VrrpEvent {}

    /// Another one of the group is Active no more.
    record GroupLeft() implements VrrpEvent {}
}
