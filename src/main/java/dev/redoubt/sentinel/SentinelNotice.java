package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Something worth a line in the log. Each transition is told once, not each time it is seen.
public sealed interface SentinelNotice {
    /// A Sentinel cannot be used.
    record NodeTrouble(HostPort node, String words) implements SentinelNotice {}

    /// A Sentinel that could not be used answers again.
    record NodeBack(HostPort node) implements SentinelNotice {}

    /// No Sentinel is within reach.
    ///
    /// @param kept the primary that stays in use nevertheless
    record NoneWithinReach(String nodes, Optional<HostPort> kept) implements SentinelNotice {}

    /// The first Sentinel is back after [NoneWithinReach].
    record WithinReachAgain(HostPort node) implements SentinelNotice {}

    /// A Sentinel published an event about the master.
    record Heard(HostPort node, SentinelHint hint) implements SentinelNotice {}

    /// The majority names this primary.
    record Moved(Optional<HostPort> from, HostPort to, long epoch) implements SentinelNotice {}

    /// The primary in use is replaced, and no majority names another yet.
    record Withdrawn(HostPort from, String reason) implements SentinelNotice {}

    /// Every Sentinel has forgotten the accepted epoch: they were set up anew.
    record EpochsStartedOver(long accepted, long now) implements SentinelNotice {}

    /// Too few Sentinels confirm the primary: commands wait.
    record Fenced(HostPort primary, String reason) implements SentinelNotice {}

    /// The primary is confirmed again after [Fenced] or [Continued].
    record Confirmed(HostPort primary) implements SentinelNotice {}

    /// Too few confirm the primary, and it stays in use because the file says `lost: continue`.
    record Continued(HostPort primary, String reason) implements SentinelNotice {}

    /// Nothing fences the primary: Sentinels that give it up so soon cannot be outrun.
    record Unfenced(HostPort primary, Duration downAfter) implements SentinelNotice {}

    /// Sentinels that the others know and the file does not name.
    ///
    /// @param silent those among them that nobody hears
    record Strangers(List<HostPort> all, List<HostPort> silent) implements SentinelNotice {}

    /// The Sentinels have different quorums.
    record QuorumsDiffer(List<Integer> quorums) implements SentinelNotice {}

    /// Several names of the file lead to one Sentinel.
    record Twins(int superfluous) implements SentinelNotice {}
}
