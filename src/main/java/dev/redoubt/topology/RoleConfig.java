package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.List;

/// What a [RoleMachine] probes, and how often while all is well.
record RoleConfig(List<HostPort> servers, Duration checkInterval) {
    /// Between two probes of a server while there is no primary.
    static final long SEEKING_INTERVAL_NANOS = 100_000_000;

    RoleConfig {
        servers = List.copyOf(servers);
    }
}
