package dev.redoubt.architecture.broken.resp;

/// Breaks the row of `resp`: it must not use `net`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.net.Door door);
}
