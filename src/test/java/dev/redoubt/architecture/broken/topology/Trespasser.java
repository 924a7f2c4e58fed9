package dev.redoubt.architecture.broken.topology;

/// Breaks the row of `topology`: it must not use `backend`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.backend.Door door);
}
