package dev.redoubt.config;

/// A number of bytes that the file wrote with its unit (`64MiB`).
public record ByteSize(long bytes) {}
