package dev.redoubt.architecture.broken.backend;

/// Breaks the row of `backend`: it must not use `failover`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.failover.Door door);
}
