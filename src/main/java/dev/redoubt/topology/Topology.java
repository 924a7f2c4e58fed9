package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

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
public record Topology(
        long generation,
        Optional<HostPort> primary,
        long epoch,
        Optional<Duration> downAfter,
        String reason,
        Lease lease) {
    /// A snapshot whose primary may be used until another snapshot says otherwise.
    public Topology(
            long generation,
            Optional<HostPort> primary,
            long epoch,
            Optional<Duration> downAfter,
            String reason) {
        this(generation, primary, epoch, downAfter, reason, Lease.UNLIMITED);
    }

    /// The state before anything is known.
    public static Topology unknown(String reason) {
        return new Topology(0, Optional.empty(), 0, Optional.empty(), reason, Lease.ended(reason));
    }
}
