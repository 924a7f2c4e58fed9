package dev.redoubt.simulation;

/// What a node takes away from itself, so that a test can show that it is needed.
enum Guard {
    /// Nothing: the node as it is.
    WHOLE,
    /// The lease never ends.
    NO_LEASE,
    /// The first Sentinel that answers is believed.
    NO_EPOCH_CHECK,
    /// A reply is passed on whenever it is read.
    NO_REPLY_FENCE
}
