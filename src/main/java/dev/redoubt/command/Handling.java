package dev.redoubt.command;

/// What a command does to the connection that it travels on, which decides its road.
public enum Handling {
    /// Leaves the connection as it was: shared links.
    PLAIN,
    /// Runs a script or function, which may take its time: a shared link of its own, so that others
    /// hear BUSY from the server instead of waiting behind it.
    SCRIPT,
    /// EXEC, DISCARD and UNWATCH: plain on a clean connection, an end of state on another.
    ENDING,
    /// May wait at the server, and would keep others' replies waiting with it.
    BLOCKING,
    /// Speaks about, or changes in passing, the connection itself (CLIENT, DEBUG, SCRIPT,
    /// REPLCONF), or must get through while a script runs (FUNCTION, SHUTDOWN).
    CONNECTION,
    /// WAIT and WAITAOF: about what this client wrote before.
    WAIT,
    /// Plain, but for the number of clients that it tells, which the proxy knows better.
    INFO,
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
    /// SYNC and PSYNC: the connection is a replica's from then on, and speaks another protocol.
    REPLICATION,
    /// A word of HTTP, at which Redis closes the connection (`POST`, `Host:`): an attack through
    /// somebody's browser.
    FOREIGN
}
