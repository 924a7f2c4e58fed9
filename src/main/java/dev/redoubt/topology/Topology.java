package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Who is primary now, as one immutable value per pool.
///
/// @param generation grows by one with each change of `primary`; renewing the lease changes nothing
/// @param primary where commands go (as reachable from here); empty while there is none
/// @param epoch the Sentinels' config epoch of that primary, 0 without Sentinel
/// @param downAfter the Sentinels' down-after-milliseconds, if known
/// @param reason why there is no primary, for the error that held commands get; empty with a
///   primary
/// @param lease for how long `primary` may be used; the holder of a snapshot must ask it before it
///   routes a command and before it passes on a reply
/// @param busyNanos when `primary` last said that a script keeps it from answering
///   (`System.nanoTime()`); empty if it did not, or nobody asks it
public record Topology(
        long generation,
        Optional<HostPort> primary,
        long epoch,
        Optional<Duration> downAfter,
        String reason,
        Lease lease,
        OptionalLong busyNanos) {
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(3);

    /// A snapshot of a primary that no script keeps busy.
    public Topology(
            long generation,
            Optional<HostPort> primary,
            long epoch,
            Optional<Duration> downAfter,
            String reason,
            Lease lease) {
        this(generation, primary, epoch, downAfter, reason, lease, OptionalLong.empty());
    }

    /// A snapshot whose primary may be used until another snapshot says otherwise.
    public Topology(
            long generation,
            Optional<HostPort> primary,
            long epoch,
            Optional<Duration> downAfter,
            String reason) {
        this(generation, primary, epoch, downAfter, reason, Lease.UNLIMITED);
    }

    /// The same, of a primary that just said that a script keeps it from answering.
    Topology busy(long nowNanos) {
        return new Topology(
                generation, primary, epoch, downAfter, reason, lease, OptionalLong.of(nowNanos));
    }

    /// The same, but nobody may be used.
    public Topology withheld(String why) {
        return new Topology(generation, Optional.empty(), epoch, downAfter, why, Lease.ended(why));
    }

    /// Whether a script keeps the primary from answering: its silence is no fault.
    public boolean isBusyAt(long nowNanos) {
        return busyNanos.isPresent() && nowNanos - busyNanos.getAsLong() < BUSY_NANOS;
    }

    /// The state before anything is known.
    public static Topology unknown(String reason) {
        return new Topology(0, Optional.empty(), 0, Optional.empty(), reason, Lease.ended(reason));
    }
}
