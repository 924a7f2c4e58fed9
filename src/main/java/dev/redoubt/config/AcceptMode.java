package dev.redoubt.config;

/// Whether who is Active takes packets to the addresses (RFC 9568, 6.1: Accept_Mode).
public enum AcceptMode {
    TAKEN,
    /// They are there to be routed by.
    DROPPED
}
