package dev.redoubt.architecture.broken.snapshot;

/// Breaks the row of `snapshot`: it must not use `session`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.session.Door door);
}
