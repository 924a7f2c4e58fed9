package dev.redoubt.architecture.broken.kernel;

/// What other rooms' trespassers enter.
public interface Door {}
