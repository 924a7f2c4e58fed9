package dev.redoubt.architecture.broken.command;

/// Breaks the row of `command`: it must not use `net`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.net.Door door);
}
