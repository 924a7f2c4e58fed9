package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

/// The admin address; `password` is null only where it listens on loopback.
public record AdminConfig(HostPort listen, @Nullable Secret password, Origin origin) {
    /// Who says so.
    public enum Origin {
        FILE,
        /// The file has no `admin`.
        DEFAULT
    }

    /// As a file says it.
    public AdminConfig(HostPort listen, @Nullable Secret password) {
        this(listen, password, Origin.FILE);
    }
}
