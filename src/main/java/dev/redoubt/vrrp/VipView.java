package dev.redoubt.vrrp;

import java.util.List;
import java.util.Map;

/// One virtual router as it stands, for those who watch.
///
/// @param name of the `vips`' entry, and the family where it has two
/// @param addresses as the file writes them
/// @param faults why it takes no part; empty: it does
/// @param stance what an operator wants
/// @param turns how often it came into each state
/// @param refused packets that were not heard
public record VipView(
        String name,
        List<String> addresses,
        VrrpState.Role role,
        int priority,
        List<String> faults,
        Stance stance,
        Traffic traffic,
        Map<VrrpState.Role, Long> turns,
        Map<Refusal, Long> refused) {
    /// Whether an operator wants it to take part.
    public enum Stance {
        PRESENT,
        /// It gives its addresses away, and holds back.
        LEFT
    }

    /// Adverts.
    ///
    /// @param late those of its own that came more than 30 % of the interval after their time
    /// @param longestGapNanos the longest time between two of its own while it was Active
    public record Traffic(long sent, long heard, long late, long longestGapNanos) {}

    /// The same, but it takes no part any more.
    VipView failed(String why) {
        return new VipView(
                name,
                addresses,
                VrrpState.Role.FAULT,
                priority,
                List.of(why),
                stance,
                traffic,
                turns,
                refused);
    }

    /// Keeps unchangeable copies.
    public VipView {
        addresses = List.copyOf(addresses);
        faults = List.copyOf(faults);
        turns = Map.copyOf(turns);
        refused = Map.copyOf(refused);
    }
}
