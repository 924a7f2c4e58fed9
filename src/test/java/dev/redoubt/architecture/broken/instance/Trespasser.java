package dev.redoubt.architecture.broken.instance;

/// Breaks the row of `instance`: it must not use `pool`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.pool.Door door);
}
