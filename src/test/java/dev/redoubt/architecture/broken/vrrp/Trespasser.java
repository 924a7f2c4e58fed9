package dev.redoubt.architecture.broken.vrrp;

/// Breaks the row of `vrrp`: it must not use `net`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.net.Door door);
}
