package dev.redoubt.architecture.broken.handover;

/// Breaks the row of `handover`: it must not use `net`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.net.Door door);
}
