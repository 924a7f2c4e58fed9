package dev.redoubt.architecture.broken.handover;

/// What other rooms' trespassers enter.
public interface Door {}
