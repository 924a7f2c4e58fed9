package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;
import dev.redoubt.topology.Topology;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Who may be used now, and for how long: the one thing that all loops of a pool share. Written by
/// the control loop, read by every loop before it routes and after it has read.
///
/// A lease is counted by a clock that stands still while the host is suspended. The wall clock does
/// not: when the two have parted since the lease was published, it counts no more until the control
/// loop publishes it anew. An operator who sets the clock costs a moment's wait.
public final class Fence {
    /// More than a clock that is slewed gains between two renewals, less than any lease's margin.
    private static final long PARTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongSupplier wallNanos;
    private volatile Published published;

    /// The lease may be renewed before its end was noticed, and clocks may part and meet again:
    /// only who was turned away knows.
    private volatile boolean turnedAway;

    /// @param gapNanos of the wall clock to `System.nanoTime` when it was published
    private record Published(Topology topology, long gapNanos) {}

    /// Nobody may be used before the first update.
    public Fence() {
        this(() -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    }

    Fence(LongSupplier wallNanos) {
        this.wallNanos = wallNanos;
        published = new Published(Topology.unknown("starting"), 0);
    }

    /// The world changed, or the lease did.
    ///
    /// @return whether a loop was turned away since the last one, from a primary that stays:
    ///   whoever waits for that reason must be called
    public boolean update(Topology changed) {
        return update(changed, System.nanoTime());
    }

    boolean update(Topology changed, long nowNanos) {
        boolean lapsed = turnedAway && changed.primary().equals(topology().primary());
        turnedAway = false;
        published = new Published(changed, wallNanos.getAsLong() - nowNanos);
        return lapsed;
    }

    Topology topology() {
        return published.topology();
    }

    /// Why nothing is passed on although there is a primary.
    String reason() {
        Lease lease = topology().lease();
        return lease.reason().isEmpty() ? "its lease is over" : lease.reason();
    }

    /// Why a reply of this server was not passed on.
    String refusal(HostPort server) {
        boolean moved = topology().primary().filter(server::equals).isEmpty();
        return moved ? "it is not the primary any more" : "fenced: " + reason();
    }

    /// Whether commands may be routed to this server, and replies of it passed on, at `nowNanos`
    /// (`System.nanoTime()`). For replies the clock must have been read after they were.
    boolean admits(HostPort server, long nowNanos) {
        Published now = published;
        Topology topology = now.topology();
        if (topology.primary().isEmpty() || !topology.primary().get().equals(server)) {
            return false;
        }
        Lease lease = topology.lease();
        if (lease.term() == Lease.Term.UNLIMITED) {
            return true;
        }
        long parted = wallNanos.getAsLong() - nowNanos - now.gapNanos();
        boolean admitted =
                lease.holdsAt(nowNanos) && parted < PARTED_NANOS && parted > -PARTED_NANOS;
        if (!admitted) {
            turnedAway = true;
        }
        return admitted;
    }
}
