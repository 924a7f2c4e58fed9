package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

/// The admin address; `password` is null only where it listens on loopback.
public record AdminConfig(HostPort listen, @Nullable Secret password) {}
