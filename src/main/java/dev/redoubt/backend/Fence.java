package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;
import dev.redoubt.topology.Topology;

import org.jspecify.annotations.Nullable;

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

    private static final long TOGETHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MOST_LOOKS = 3;

    private final LongSupplier wallNanos;
    private final LongSupplier monotonicNanos;
    private volatile Published published;

    /// @param gapNanos of the wall clock to `System.nanoTime` when it was published
    /// @param pause null unless an operator holds commands
    private record Published(Topology topology, long gapNanos, @Nullable Pause pause) {}

    private record Pause(long untilNanos) {
        boolean holdsAt(long nowNanos) {
            return nowNanos - untilNanos < 0;
        }
    }

    /// Nobody may be used before the first update.
    public Fence() {
        this(() -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), System::nanoTime);
    }

    Fence(LongSupplier wallNanos, LongSupplier monotonicNanos) {
        this.wallNanos = wallNanos;
        this.monotonicNanos = monotonicNanos;
        published = new Published(Topology.unknown("starting"), 0, null);
    }

    /// The world changed, or the lease did.
    public void update(Topology changed) {
        published = new Published(changed, gapNanos(), published.pause());
    }

    /// No command is sent from now on, until the clock says `untilNanos` at the latest; what was
    /// sent is answered.
    public void pause(long untilNanos) {
        published = new Published(topology(), published.gapNanos(), new Pause(untilNanos));
    }

    /// Commands are sent again.
    public void resume() {
        published = new Published(topology(), published.gapNanos(), null);
    }

    boolean isPausedAt(long nowNanos) {
        Pause pause = published.pause();
        return pause != null && pause.holdsAt(nowNanos);
    }

    /// The clocks read together, as far as the thread is not interrupted each time.
    private long gapNanos() {
        long before = monotonicNanos.getAsLong();
        long wall = wallNanos.getAsLong();
        long after = monotonicNanos.getAsLong();
        for (int i = 0; i < MOST_LOOKS && after - before > TOGETHER_NANOS; i++) {
            before = after;
            wall = wallNanos.getAsLong();
            after = monotonicNanos.getAsLong();
        }
        return wall - after;
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

    /// Whether commands may be sent to this server at `nowNanos` (`System.nanoTime()`).
    boolean routes(HostPort server, long nowNanos) {
        Published now = published;
        Pause pause = now.pause();
        return (pause == null || !pause.holdsAt(nowNanos)) && admits(now, server, nowNanos);
    }

    /// Whether replies of this server may be passed on at `nowNanos` (`System.nanoTime()`), which
    /// must have been read after they were.
    boolean admits(HostPort server, long nowNanos) {
        return admits(published, server, nowNanos);
    }

    private boolean admits(Published now, HostPort server, long nowNanos) {
        Topology topology = now.topology();
        if (topology.primary().isEmpty() || !topology.primary().get().equals(server)) {
            return false;
        }
        Lease lease = topology.lease();
        if (lease.term() == Lease.Term.UNLIMITED) {
            return true;
        }
        return lease.holdsAt(nowNanos) && !haveParted(now, nowNanos);
    }

    /// The clock of a long turn is behind the wall's, and a thread may lose its core between two
    /// looks: only clocks that are apart when they are read once more have parted.
    private boolean haveParted(Published now, long nowNanos) {
        return isFar(wallNanos.getAsLong() - nowNanos - now.gapNanos())
                && isFar(gapNanos() - now.gapNanos());
    }

    private static boolean isFar(long nanos) {
        return nanos >= PARTED_NANOS || nanos <= -PARTED_NANOS;
    }
}
