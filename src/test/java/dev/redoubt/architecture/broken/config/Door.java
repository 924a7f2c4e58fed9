package dev.redoubt.architecture.broken.config;

/// What other rooms' trespassers enter.
public interface Door {}
