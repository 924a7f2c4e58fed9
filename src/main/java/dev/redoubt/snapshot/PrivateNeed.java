package dev.redoubt.snapshot;

import java.util.Locale;

/// Why a session needs a private link, in the words of the commands that bring the need: both the
/// reason for which it moved to one and the reason for which it is on one now.
public enum PrivateNeed {
    /// A transaction that did not come whole.
    MULTI,
    /// Keys are watched.
    WATCH,
    /// Channels, patterns or shard channels are subscribed to.
    SUBSCRIBE,
    /// The end of subscriptions that there need not have been.
    UNSUBSCRIBE,
    /// A command that waits for what others do: BLPOP, XREAD …
    BLOCKING,
    /// WAIT and WAITAOF.
    WAIT,
    MONITOR,
    /// SYNC, PSYNC and REPLCONF.
    REPLICATION,
    /// CLIENT: for its answer, or for a setting that stays, such as TRACKING.
    CLIENT,
    DEBUG,
    SCRIPT,
    FUNCTION,
    /// SELECT: for its answer.
    SELECT,
    /// AUTH as a user whom the server knows: for its answer.
    AUTH,
    /// HELLO: for its answer.
    HELLO,
    /// A request too large to gather, while it is sent and answered.
    LARGE_REQUEST,
    /// Another command that says something of its connection.
    OTHER;

    /// As metrics and pages write it.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
