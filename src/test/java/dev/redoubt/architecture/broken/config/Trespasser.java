package dev.redoubt.architecture.broken.config;

/// Breaks the row of `config`: it must not use `net`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.net.Door door);
}
