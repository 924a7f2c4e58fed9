package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// Numbers the snapshots of one pool: the generation grows with each change of the primary.
final class TopologyGenerations {
    private long generation;
    private Optional<HostPort> last = Optional.empty();

    Topology next(
            Optional<HostPort> primary,
            long epoch,
            Optional<Duration> downAfter,
            String reason,
            Lease lease) {
        if (!primary.equals(last)) {
            generation++;
            last = primary;
        }
        return new Topology(generation, primary, epoch, downAfter, reason, lease);
    }
}
