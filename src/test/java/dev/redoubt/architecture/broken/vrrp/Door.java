package dev.redoubt.architecture.broken.vrrp;

/// What other rooms' trespassers enter.
public interface Door {}
