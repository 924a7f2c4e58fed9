package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The Redis servers of a pool and how they are reached.
///
/// @param username null means Redis' `default` user
/// @param password null means no AUTH towards Redis
/// @param links shared links per loop and server
/// @param privateLinks at most, for all sessions of the pool
/// @param responseTimeout empty for `auto`: off with Sentinel, else 5 s
/// @param addresses as announced by Sentinel or Redis: as reachable from here
public record BackendConfig(
        @Nullable String username,
        @Nullable Secret password,
        SourceConfig source,
        int links,
        Duration connectTimeout,
        int privateLinks,
        Optional<Duration> responseTimeout,
        Map<HostPort, HostPort> addresses,
        Duration checkInterval) {
    /// Longer than Redis stays silent while a script runs: then it says BUSY
    /// (`busy-reply-threshold`).
    private static final Duration WITHOUT_SENTINEL = Duration.ofMillis(5500);

    /// How long a server may owe an answer before it counts as broken; empty for any time.
    public Optional<Duration> silence() {
        return switch (source) {
            case SourceConfig.Sentinel _ -> responseTimeout;
            case SourceConfig.Servers _ -> responseTimeout.or(() -> Optional.of(WITHOUT_SENTINEL));
        };
    }
}
