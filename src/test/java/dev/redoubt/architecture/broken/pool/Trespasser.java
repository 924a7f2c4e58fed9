package dev.redoubt.architecture.broken.pool;

/// Breaks the row of `pool`: it must not use `admin`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.admin.Door door);
}
