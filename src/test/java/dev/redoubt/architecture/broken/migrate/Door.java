package dev.redoubt.architecture.broken.migrate;

/// What other rooms' trespassers enter.
public interface Door {}
