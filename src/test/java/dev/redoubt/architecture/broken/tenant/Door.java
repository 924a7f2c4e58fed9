package dev.redoubt.architecture.broken.tenant;

/// What other rooms' trespassers enter.
public interface Door {}
