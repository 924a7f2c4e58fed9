package dev.redoubt.architecture.broken.topology;

/// What other rooms' trespassers enter.
public interface Door {}
