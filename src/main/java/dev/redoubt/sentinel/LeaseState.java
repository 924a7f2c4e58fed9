package dev.redoubt.sentinel;

import java.time.Duration;

/// Where the lease of the primary in use stands; see [LeaseMachine].
public sealed interface LeaseState {
    /// The file says `off`.
    record Off() implements LeaseState {}

    /// Down-after is too short to fence anything by it.
    record TooShort(Duration downAfter) implements LeaseState {}

    /// Not confirmed: the primary must not be used.
    ///
    /// @param sinceNanos when it was confirmed last, or the watch of this primary began
    record Waiting(long sinceNanos, Cause cause, String reason) implements LeaseState {}

    /// Confirmed until `untilNanos`.
    record Running(long untilNanos, String reason) implements LeaseState {}

    /// Too few Sentinels confirm it, none contradicts, and the file says `lost: continue`.
    record Continued(long untilNanos, String reason) implements LeaseState {}

    /// Why a lease waits.
    enum Cause {
        /// Not confirmed yet.
        STARTING,
        /// Too few have confirmed it in time.
        LAPSED,
        /// Somebody spoke against it.
        CONTRADICTED
    }

    /// What the watchers see of it.
    default SentinelLease lease() {
        return switch (this) {
            case Off _, TooShort _ -> SentinelLease.UNLIMITED;
            case Waiting waiting -> SentinelLease.ended(waiting.reason());
            case Running running -> SentinelLease.until(running.untilNanos(), running.reason());
            case Continued going -> SentinelLease.until(going.untilNanos(), going.reason());
        };
    }
}
