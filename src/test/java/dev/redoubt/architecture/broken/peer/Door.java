package dev.redoubt.architecture.broken.peer;

/// What other rooms' trespassers enter.
public interface Door {}
