package dev.redoubt.architecture.broken.failover;

/// Breaks the row of `failover`: it must not use `session`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.session.Door door);
}
