package dev.redoubt.net;

/// Why a [ControlConnection] ended.
///
/// @param words for people, without the address
public record Ending(Kind kind, String words) {
    /// What each means for whether the peer lives.
    public enum Kind {
        /// Never connected.
        UNREACHABLE,
        /// Never connected: every address refused, so no process listens there (or a firewall says
        /// so).
        NOT_LISTENING,
        /// Was connected, and the connection broke; the peer may well live.
        BROKEN,
        /// Connected, and no reply in time.
        SILENT,
        /// The peer refused the credentials.
        REFUSED,
        /// The peer sent what is not RESP.
        MALFORMED,
        /// This side closed it.
        CLOSED_HERE
    }

    @Override
    public String toString() {
        return words;
    }
}
