package dev.redoubt.snapshot;

import java.util.List;
import java.util.Map;

/// One virtual router at one moment.
///
/// @param name of the file's entry, with the address family where it has both
/// @param state ACTIVE, BACKUP, FAULT or INITIALIZE
/// @param faults why it takes no part; empty: it does
/// @param refused adverts that were not heard, by reason
public record VipSnapshot(
        String name,
        List<String> addresses,
        String state,
        int priority,
        List<String> faults,
        Adverts adverts,
        Map<String, Long> refused) {
    /// How many there were.
    public record Adverts(long sent, long heard) {}

    /// Keeps unchangeable copies.
    public VipSnapshot {
        addresses = List.copyOf(addresses);
        faults = List.copyOf(faults);
        refused = Map.copyOf(refused);
    }
}
