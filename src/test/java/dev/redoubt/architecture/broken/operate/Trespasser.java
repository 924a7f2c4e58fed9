package dev.redoubt.architecture.broken.operate;

/// Breaks the row of `operate`: it must not use `pool`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.pool.Door door);
}
