package dev.redoubt.architecture.broken.instance;

/// What other rooms' trespassers enter.
public interface Door {}
