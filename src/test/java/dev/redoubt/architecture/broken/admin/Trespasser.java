package dev.redoubt.architecture.broken.admin;

/// Breaks the row of `admin`: it must not use `pool`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.pool.Door door);
}
