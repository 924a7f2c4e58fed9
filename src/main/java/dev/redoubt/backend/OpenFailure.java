package dev.redoubt.backend;

/// Why a link did not open.
///
/// @param text a sentence for the log; for REFUSED the server's own words
public record OpenFailure(Kind kind, String text) {
    /// What to make of it.
    public enum Kind {
        /// Nobody answers, or not in time: try again.
        UNREACHABLE,
        /// The server is not primary: ask again who is.
        NOT_PRIMARY,
        /// The server refuses this identity (AUTH, HELLO, SELECT).
        REFUSED
    }
}
