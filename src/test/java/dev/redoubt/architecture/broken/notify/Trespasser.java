package dev.redoubt.architecture.broken.notify;

/// Breaks the row of `notify`: it must not use `pool`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.pool.Door door);
}
