package dev.redoubt.config;

/// Where a pool accepts clients.
public sealed interface ListenAddress {
    /// A TCP address; port 0 asks the system for a free one.
    record Tcp(HostPort address) implements ListenAddress {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// A unix socket, written `unix:/path`.
    record Unix(String path) implements ListenAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
