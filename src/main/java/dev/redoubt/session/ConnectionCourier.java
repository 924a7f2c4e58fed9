package dev.redoubt.session;

/// Takes connections to another process.
public interface ConnectionCourier {
    /// Never waits; called on the connection's loop.
    ///
    /// @param descriptor stays the caller's
    /// @param state what [SessionContext#arrival] reads there
    /// @return whether the connection is the other process's now; where not, nothing has happened
    boolean take(int descriptor, byte[] state);
}
