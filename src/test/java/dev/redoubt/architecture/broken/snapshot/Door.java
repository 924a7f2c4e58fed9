package dev.redoubt.architecture.broken.snapshot;

/// What other rooms' trespassers enter.
public interface Door {}
