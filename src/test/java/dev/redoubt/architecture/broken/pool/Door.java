package dev.redoubt.architecture.broken.pool;

/// What other rooms' trespassers enter.
public interface Door {}
