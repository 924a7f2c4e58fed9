package dev.redoubt.handover;

/// Takes a connection to the other process.
public interface Courier {
    /// Any thread; never waits.
    ///
    /// @param state as the pool packs it
    /// @return whether it is the other's now; where not, nothing has happened
    boolean take(String pool, int descriptor, byte[] state);
}
