package dev.redoubt.vrrp;

import java.util.List;
import java.util.Optional;

/// What one process leaves to the next one of the same node, so that addresses stay where they are.
///
/// @param left entries of the file that an operator sent away
/// @param held groups that were Active
record VipMemory(List<String> left, List<Held> held) {
    static final VipMemory NONE = new VipMemory(List.of(), List.of());

    /// A group whose addresses this node has.
    ///
    /// @param claim what it is: [RouterPlan#claim]
    /// @param saidAtNanos of the clock that goes on while the machine sleeps: its last adverts
    /// @param silentForNanos for so long after them no other router takes its place
    /// @param succeeding tracked programs that succeed
    record Held(
            String claim, long saidAtNanos, long silentForNanos, List<List<String>> succeeding) {
        /// Keeps unchangeable copies.
        Held {
            succeeding = succeeding.stream().map(List::copyOf).toList();
        }

        /// Whether no other router can have the addresses yet.
        boolean isInTime(long nowNanos) {
            long silentNanos = nowNanos - saidAtNanos;
            return silentNanos >= 0 && silentNanos < silentForNanos;
        }
    }

    /// Keeps unchangeable copies.
    VipMemory {
        left = List.copyOf(left);
        held = List.copyOf(held);
    }

    /// Of the group that is this.
    Optional<Held> held(String claim) {
        return held.stream().filter(each -> each.claim().equals(claim)).findFirst();
    }
}
