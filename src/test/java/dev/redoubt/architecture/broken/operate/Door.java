package dev.redoubt.architecture.broken.operate;

/// What other rooms' trespassers enter.
public interface Door {}
