package dev.redoubt.architecture.broken.shard;

/// What other rooms' trespassers enter.
public interface Door {}
