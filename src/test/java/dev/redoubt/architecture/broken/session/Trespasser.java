package dev.redoubt.architecture.broken.session;

/// Breaks the row of `session`: it must not use `pool`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.pool.Door door);
}
