package dev.redoubt.architecture.broken.cloud;

/// What other rooms' trespassers enter.
public interface Door {}
