package dev.redoubt.backend;

/// Why a link did not open.
///
/// @param text a sentence for the log; for REFUSED the server's own words
public record OpenFailure(Kind kind, String text) {
    /// Whether the server does not know this user, or not with this password, or no longer.
    public boolean isLoginRefused() {
        return kind == Kind.REFUSED && text.startsWith("WRONGPASS");
    }

    /// Whether a script keeps the server from setting a connection up.
    public boolean isBusy() {
        return kind == Kind.REFUSED && text.startsWith("BUSY ");
    }

    /// What to make of it.
    public enum Kind {
        /// Nobody answers, or not in time: try again.
        UNREACHABLE,
        /// The server is not primary: ask again who is.
        NOT_PRIMARY,
        /// Another process answers than the one that was looked at: look again.
        RESTARTED,
        /// The server refuses this identity (AUTH, HELLO, SELECT).
        REFUSED
    }
}
