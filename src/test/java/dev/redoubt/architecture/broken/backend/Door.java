package dev.redoubt.architecture.broken.backend;

/// What other rooms' trespassers enter.
public interface Door {}
