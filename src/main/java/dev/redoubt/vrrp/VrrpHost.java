package dev.redoubt.vrrp;

import java.io.IOException;
import java.util.Set;

/// The machine that a driver runs on. Belongs to its thread, but for [#wake()].
interface VrrpHost extends AutoCloseable {
    /// The driver's thread begins: from now on it is run before others, where that is allowed.
    void begin();

    /// A turn was taken. Whoever watches the service hears of it.
    void alive();

    /// The routers have begun.
    void ready();

    /// The end begins.
    void stopping();

    /// A clock that goes on while the machine sleeps.
    long nowNanos();

    /// Returns when a packet or a change waits, when woken, or then; sometimes earlier.
    void awaitUntil(long nanos) throws IOException;

    /// From any thread.
    void wake();

    /// Whether interfaces or addresses changed since it was last asked; what wires hold of them is
    /// put back.
    boolean changed() throws IOException;

    /// The interfaces whose link is there.
    Set<String> linked() throws IOException;

    /// Opens a router's wire.
    ///
    /// @throws IOException with a message for people, where the interface is not fit yet
    Wire open(RouterPlan plan) throws IOException;

    @Override
    void close();
}
