package dev.redoubt.snapshot;

import java.util.List;
import java.util.Map;

/// One virtual router at one moment.
///
/// @param name of the file's entry, with the address family where it has both
/// @param state ACTIVE, BACKUP, FAULT or INITIALIZE
/// @param faults why it takes no part; empty: it does
/// @param stance what an operator wants: PRESENT, or LEFT to others
/// @param refused adverts that were not heard, by reason
public record VipSnapshot(
        String name,
        List<String> addresses,
        String state,
        int priority,
        List<String> faults,
        Stance stance,
        Adverts adverts,
        Map<String, Long> refused) {
    /// Whether an operator wants it to take part.
    public enum Stance {
        PRESENT,
        LEFT
    }

    /// How many there were.
    public record Adverts(long sent, long heard) {}

    /// Keeps unchangeable copies.
    public VipSnapshot {
        addresses = List.copyOf(addresses);
        faults = List.copyOf(faults);
        refused = Map.copyOf(refused);
    }
}
