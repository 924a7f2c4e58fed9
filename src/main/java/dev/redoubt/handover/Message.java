package dev.redoubt.handover;

import java.time.Duration;
import java.util.List;

/// What the two processes say to each other.
sealed interface Message {
    /// The new one wants to take over.
    ///
    /// @param limit how long the old one may stay for connections that cannot go
    /// @param pools whose connections it takes
    /// @param claims virtual addresses that it goes on with as they are
    record Ask(Duration limit, List<String> pools, List<String> claims) implements Message {}

    /// A listening socket; its descriptor goes along.
    ///
    /// @param address as [dev.redoubt.config.ListenAddress] prints
    record Listening(String address) implements Message {}

    /// A piece of what the old one knows.
    ///
    /// @param of whose that is
    /// @param following pieces of the same that come after this one
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Memory(String of, int following, byte[] piece) implements Message {}

    /// Those were all.
    ///
    /// @param serving pools that know their primary
    record Offered(List<String> serving) implements Message {}

    /// Nothing is handed over, or no more.
    record Refused(String reason) implements Message {}

    /// The new one could serve.
    record Prepared() implements Message {}

    /// What only one process can have is free.
    record Freed() implements Message {}

    /// The new one accepts clients.
    record Serving() implements Message {}

    /// A client's connection; its descriptor goes along.
    ///
    /// @param state as its pool packs it; nobody here looks inside
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Session(String pool, byte[] state) implements Message {}

    /// The old one accepts nobody any more, and what is still to come are Sessions alone.
    record Left() implements Message {}
}
