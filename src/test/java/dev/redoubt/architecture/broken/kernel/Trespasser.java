package dev.redoubt.architecture.broken.kernel;

/// Breaks the row of `kernel`: it must not use `linux`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.linux.Door door);
}
