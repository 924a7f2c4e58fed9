package dev.redoubt.architecture.broken.session;

/// What other rooms' trespassers enter.
public interface Door {}
