package dev.redoubt.config;

import java.time.Duration;
import java.util.Optional;

/// What the neighbours of a virtual address learn of it.
///
/// @param mac whose MAC address they find it at
/// @param remindedEvery how often they are told again while this node has it; empty: not at all
public record NeighboursConfig(Mac mac, Optional<Duration> remindedEvery) {
    /// Whose MAC address.
    public enum Mac {
        /// The interface's own: another one after each move.
        INTERFACE,
        /// The virtual router's, which moves along (RFC 9568, 7.3).
        VIRTUAL
    }

    /// Where the file says nothing.
    public static final NeighboursConfig USUAL =
            new NeighboursConfig(Mac.INTERFACE, Optional.empty());
}
