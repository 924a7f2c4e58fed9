package dev.redoubt.operate;

import java.util.Optional;

/// What an operator asks of a node's virtual addresses. Immutable.
///
/// @param vip an entry of the file; empty for all
public record VipOrder(Optional<String> vip, Wish wish) {
    /// What is to be done.
    public enum Wish {
        /// Give the addresses to another node, and hold back.
        LEAVE,
        /// Take part again.
        RETURN
    }
}
