package dev.redoubt.command;

/// What a command does to the connection that it travels on, which decides its road.
public enum Handling {
    /// Leaves the connection as it was: shared links.
    PLAIN,
    /// EXEC, DISCARD and UNWATCH: plain on a clean connection, an end of state on another.
    ENDING,
    /// May wait at the server, and would keep others' replies waiting with it.
    BLOCKING,
    /// Speaks about, or changes in passing, the connection itself (CLIENT, DEBUG, SCRIPT).
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
    RESET,
    /// The proxy answers it, as a Sentinel that knows no other address.
    SENTINEL,
    /// Plain, unless it would be taken for a Sentinel's own word.
    PUBLISH,
    /// Makes a replica of the connection; the proxy refuses it.
    REPLICATION,
    /// A word of HTTP, at which Redis closes the connection (`POST`, `Host:`): an attack through
    /// somebody's browser.
    FOREIGN
}
