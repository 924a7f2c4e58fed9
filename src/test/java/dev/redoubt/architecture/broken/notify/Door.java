package dev.redoubt.architecture.broken.notify;

/// What other rooms' trespassers enter.
public interface Door {}
