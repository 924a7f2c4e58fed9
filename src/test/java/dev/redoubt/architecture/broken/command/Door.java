package dev.redoubt.architecture.broken.command;

/// What other rooms' trespassers enter.
public interface Door {}
