package dev.redoubt.linux;

import org.jspecify.annotations.Nullable;

/// What became of one virtual address.
///
/// @param address which one
/// @param outcome what happened
/// @param error why it failed; null where it did not
public record AddressReport(
        VirtualAddress address, Outcome outcome, @Nullable SystemCallException error) {
    /// What happened to an address.
    public enum Outcome {
        /// It is there now.
        ADDED,
        /// It was there already when it was taken; it has our lifetime now.
        ALREADY_THERE,
        /// It was gone though it is held, and is there again: to be announced anew.
        PUT_BACK,
        REMOVED,
        /// It was gone already when it was released.
        ABSENT,
        FAILED
    }

    static AddressReport of(VirtualAddress address, Outcome outcome) {
        return new AddressReport(address, outcome, null);
    }

    @Override
    public String toString() {
        String told = "%s: %s".formatted(address, outcome.name().replace('_', ' '));
        return error == null ? told : "%s: %s".formatted(told, error.getMessage());
    }
}
