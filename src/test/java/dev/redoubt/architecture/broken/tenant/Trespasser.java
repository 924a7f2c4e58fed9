package dev.redoubt.architecture.broken.tenant;

/// Breaks the row of `tenant`: it must not use `session`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.session.Door door);
}
