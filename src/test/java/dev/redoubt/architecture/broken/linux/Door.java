package dev.redoubt.architecture.broken.linux;

/// What other rooms' trespassers enter.
public interface Door {}
