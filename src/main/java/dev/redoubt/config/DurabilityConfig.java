package dev.redoubt.config;

import java.time.Duration;

/// When a write is acknowledged.
///
/// @param replicas that must have it
/// @param storage where they must have it, and the primary, too
/// @param timeout how long they may take; then the client gets an error that says how many have it
public record DurabilityConfig(Replicas replicas, Storage storage, Duration timeout) {
    /// In memory, as the file means that says nothing.
    public DurabilityConfig(Replicas replicas, Duration timeout) {
        this(replicas, Storage.MEMORY, timeout);
    }

    /// What a write must have reached.
    public enum Storage {
        /// The server has it.
        MEMORY,
        /// Its append-only file has it, and its disk has that (WAITAOF).
        DISK
    }

    /// Which replicas must have a write.
    public sealed interface Replicas {
        /// So many, of those that Sentinel could promote.
        record Count(int number) implements Replicas {}

        /// Each one that Sentinel could promote.
        record All() implements Replicas {}
    }
}
