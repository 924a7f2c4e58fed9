package dev.redoubt.simulation;

/// What a simulated server's file says, and its version.
///
/// @param tellsOffsets whether it acknowledges what it gets from its master, and may have an RDB
///   file: left out where no write is durable, so that these worlds stay what they were
/// @param priority its replica-priority
record ServerSettings(ConfigFile file, boolean tellsOffsets, Covers covers, long priority) {
    /// Whether REPLICAOF outlives a restart.
    enum ConfigFile {
        REWRITTEN,
        ABSENT
    }

    /// Which writes WAIT is about.
    enum Covers {
        /// Up to 7.0 all that were there at the client's last command.
        EVERYBODYS,
        /// From 7.2 on the client's own.
        OWN
    }
}
