package dev.redoubt.net;

/// What a server says to whoever connects, instead of an answer, before it hangs up: it has
/// `maxclients` connections, or is in protected mode.
public final class TurnedAway {
    private TurnedAway() {}

    /// Whether an error, without its `-`, says so.
    public static boolean says(String error) {
        return error.startsWith("ERR max number of clients") || error.startsWith("DENIED ");
    }
}
