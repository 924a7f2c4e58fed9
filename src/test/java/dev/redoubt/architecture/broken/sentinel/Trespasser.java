package dev.redoubt.architecture.broken.sentinel;

/// Breaks the row of `sentinel`: it must not use `topology`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.topology.Door door);
}
