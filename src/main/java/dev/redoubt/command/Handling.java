package dev.redoubt.command;

/// What a command does to the connection that it travels on, which decides its road.
public enum Handling {
    /// Leaves the connection as it was: shared links.
    PLAIN,
    /// EXEC, DISCARD and UNWATCH: plain on a clean connection, an end of state on another.
    ENDING,
    /// May wait at the server, and would keep others' replies waiting with it.
    BLOCKING,
    /// Speaks about, or changes in passing, the connection itself (CLIENT, DEBUG).
    CONNECTION,
    /// WAIT and WAITAOF: about what this client wrote before.
    WAIT,
    MULTI,
    WATCH,
    SELECT,
    SUBSCRIBE,
    UNSUBSCRIBE,
    MONITOR,
    AUTH,
    HELLO,
    QUIT,
    /// A line of HTTP: somebody makes a browser talk to Redis, which hangs up on it.
    INTRUSION,
    RESET,
    /// Makes a replica of the connection; the proxy refuses it.
    REPLICATION
}
