package dev.redoubt.architecture.broken.net;

/// What other rooms' trespassers enter.
public interface Door {}
