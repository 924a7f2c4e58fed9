package dev.redoubt.architecture.broken.sentinel;

/// What other rooms' trespassers enter.
public interface Door {}
