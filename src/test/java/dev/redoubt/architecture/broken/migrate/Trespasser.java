package dev.redoubt.architecture.broken.migrate;

/// Breaks the row of `migrate`: it must not use `pool`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.pool.Door door);
}
