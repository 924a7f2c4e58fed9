package dev.redoubt.config;

import java.time.Duration;

/// When a write is acknowledged.
///
/// @param replicas that must have it
/// @param timeout how long they may take; then the client gets an error that says how many have it
public record DurabilityConfig(Replicas replicas, Duration timeout) {
    /// Which replicas must have a write.
    public sealed interface Replicas {
        /// So many, of those that Sentinel could promote.
        record Count(int number) implements Replicas {}

        /// Each one that Sentinel could promote.
        record All() implements Replicas {}
    }
}
