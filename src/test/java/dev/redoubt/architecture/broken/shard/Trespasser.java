package dev.redoubt.architecture.broken.shard;

/// Breaks the row of `shard`: it must not use `session`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.session.Door door);
}
