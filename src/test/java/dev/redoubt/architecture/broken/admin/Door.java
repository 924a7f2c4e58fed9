package dev.redoubt.architecture.broken.admin;

/// What other rooms' trespassers enter.
public interface Door {}
