package dev.redoubt.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One virtual router at one moment.
///
/// @param name of the file's entry, with the address family where it has both
/// @param state ACTIVE, BACKUP, FAULT or INITIALIZE
/// @param faults why it takes no part; empty: it does
/// @param stance what an operator wants: PRESENT, or LEFT to others
/// @param turns how often it came into each state
/// @param refused adverts that were not heard, by reason
public record VipSnapshot(
        String name,
        List<String> addresses,
        String state,
        int priority,
        List<String> faults,
        Stance stance,
        Adverts adverts,
        Map<String, Long> turns,
        Map<String, Long> refused) {
    /// Whether an operator wants it to take part.
    public enum Stance {
        PRESENT,
        LEFT
    }

    /// How many there were.
    ///
    /// @param late own ones that came more than 30 % of the interval after their time
    /// @param longestGap between two own ones while it was ACTIVE
    public record Adverts(long sent, long heard, long late, Duration longestGap) {}

    /// How late the thread was that speaks VRRP.
    ///
    /// @param count times that it was more than 10 ms
    public record Stalls(long count, Duration longest) {
        /// Of a node that has no virtual addresses.
        public static final Stalls NONE = new Stalls(0, Duration.ZERO);
    }

    /// Keeps unchangeable copies.
    public VipSnapshot {
        addresses = List.copyOf(addresses);
        faults = List.copyOf(faults);
        turns = Map.copyOf(turns);
        refused = Map.copyOf(refused);
    }
}
