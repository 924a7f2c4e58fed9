package dev.redoubt.architecture.broken.linux;

/// Breaks the row of `linux`: it must not use `vrrp`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.vrrp.Door door);
}
