package dev.redoubt.resp;

/// Whose requests are scanned.
public enum Sender {
    /// A client that has shown its password, or needs none.
    KNOWN,
    /// A client that has not: it may send little, so that strangers cost little memory.
    UNKNOWN
}
