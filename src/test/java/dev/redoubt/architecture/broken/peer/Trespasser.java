package dev.redoubt.architecture.broken.peer;

/// Breaks the row of `peer`: it must not use `sentinel`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.sentinel.Door door);
}
