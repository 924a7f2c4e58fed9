package dev.redoubt.architecture.broken.cloud;

/// Breaks the row of `cloud`: it must not use `vrrp`.
interface Trespasser {
    void enter(dev.redoubt.architecture.broken.vrrp.Door door);
}
