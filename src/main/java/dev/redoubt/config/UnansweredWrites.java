package dev.redoubt.config;

/// What becomes of writes whose connection ended before the reply.
public enum UnansweredWrites {
    /// The client gets an error that says so.
    ERROR,
    /// They are sent again, and so may be executed twice.
    RETRY
}
