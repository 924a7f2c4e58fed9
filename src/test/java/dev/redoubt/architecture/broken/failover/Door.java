package dev.redoubt.architecture.broken.failover;

/// What other rooms' trespassers enter.
public interface Door {}
