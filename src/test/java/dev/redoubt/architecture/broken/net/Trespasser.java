package dev.redoubt.architecture.broken.net;

/// Breaks the row of `net`: it must not use `command`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.command.Door door);
}
