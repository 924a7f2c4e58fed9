package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;
import dev.redoubt.topology.Topology;

/// Who may be used now, and for how long: the one thing that all loops of a pool share. Written by
/// the control loop, read by every loop before it routes and after it has read.
public final class Fence {
    private volatile Topology topology = Topology.unknown("starting");

    /// The world changed, or the lease did.
    public void update(Topology changed) {
        topology = changed;
    }

    Topology topology() {
        return topology;
    }

    Lease lease() {
        return topology.lease();
    }

    /// Why a reply of this server was not passed on.
    String refusal(HostPort server) {
        Topology now = topology;
        boolean moved = now.primary().filter(server::equals).isEmpty();
        return moved ? "it is not the primary any more" : "fenced: " + now.lease().reason();
    }

    /// Whether commands may be routed to this server, and replies of it passed on, at `nowNanos`
    /// (`System.nanoTime()`). For replies the clock must have been read after they were.
    boolean admits(HostPort server, long nowNanos) {
        Topology now = topology;
        return now.lease().holdsAt(nowNanos)
                && now.primary().isPresent()
                && now.primary().get().equals(server);
    }
}
