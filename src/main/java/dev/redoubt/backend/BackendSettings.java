package dev.redoubt.backend;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.OwnConnections;
import dev.redoubt.topology.Topology;

import java.time.Duration;

/// What a pool tells its backends.
///
/// @param pool its name
/// @param identity the pool's own: database 0, RESP2, the backend's credentials
/// @param loops how many loops share the pool's limits
/// @param scripts what each new primary is given
/// @param interference what clients do to each other at the server
/// @param connections all links that are open
/// @param pledges what is promised of writes
public record BackendSettings(
        String pool,
        Identity identity,
        BackendConfig config,
        FailoverConfig failover,
        int loops,
        ScriptShelf scripts,
        Interference interference,
        OwnConnections connections,
        Pledges pledges) {
    private static final Duration ELECTION = Duration.ofSeconds(10);

    /// The settings of a pool as the file has them.
    public static BackendSettings of(
            String pool, BackendConfig config, FailoverConfig failover, int loops) {
        return new BackendSettings(
                pool,
                new Identity(0, 2, Credentials.of(config.username(), config.password())),
                config,
                failover,
                loops,
                new ScriptShelf(),
                new Interference(),
                new OwnConnections(),
                new Pledges(failover));
    }

    /// How long a server may be silent that is asked about its replicas besides.
    ///
    /// @param silentNanos without that
    long committed(long silentNanos) {
        return silentNanos == Long.MAX_VALUE ? silentNanos : silentNanos + pledges.timeoutNanos();
    }

    /// How long a command waits at most.
    public Duration hold(Topology topology) {
        Duration election = topology.downAfter().orElse(Duration.ZERO).plus(ELECTION);
        return failover.hold().orElse(election);
    }

    /// Private links that one loop may have.
    int privateLinks() {
        return Math.max(1, config.privateLinks() / loops);
    }
}
