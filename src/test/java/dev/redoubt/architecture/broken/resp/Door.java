package dev.redoubt.architecture.broken.resp;

/// What other rooms' trespassers enter.
public interface Door {}
