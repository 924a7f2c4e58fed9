package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Who says which server is primary.
public sealed interface SourceConfig {
    /// Redis Sentinel: the majority of `nodes` on `master`.
    record Sentinel(
            String master,
            List<HostPort> nodes,
            @Nullable String username,
            @Nullable Secret password,
            LeaseConfig lease)
            implements SourceConfig {
        /// With the lease that a file means when it says nothing.
        public Sentinel(
                String master,
                List<HostPort> nodes,
                @Nullable String username,
                @Nullable Secret password) {
            this(master, nodes, username, password, LeaseConfig.AUTO);
        }
    }

    /// No Sentinel: the one of these whose ROLE is master.
    record Servers(List<HostPort> servers) implements SourceConfig {}
}
