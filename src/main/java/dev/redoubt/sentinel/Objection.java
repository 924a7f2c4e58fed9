package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.sentinel.SentinelAnswer.Names;

import java.util.Optional;
import java.util.OptionalLong;

/// Something that ends a lease at once. Pure.
///
/// @param reason a sentence for those who must wait now
record Objection(LeaseState.Cause cause, String reason) {
    /// This host was suspended: the clock that the lease is counted by stood still meanwhile.
    static Objection slept() {
        return new Objection(LeaseState.Cause.LAPSED, "this host was suspended");
    }

    /// What a Sentinel's answer says against `primary`.
    ///
    /// @param before the node before this answer
    static Optional<Objection> in(
            Names answer, NodeState before, HostPort primary, SentinelState.Watched watched) {
        Optional<MasterDetails> details = answer.detailsOf(primary);
        if (details.isEmpty()) {
            return Optional.empty();
        }
        if (details.get().has("failover_in_progress")) {
            return Optional.of(against("a failover of " + primary + " is in progress"));
        }
        if (details.get().has("o_down")) {
            return Optional.of(against("enough Sentinels call " + primary + " down"));
        }
        return hasVoted(answer, before, primary, watched)
                ? Optional.of(against("a Sentinel asks for votes to replace " + primary))
                : Optional.empty();
    }

    /// What a Sentinel published against `primary`.
    static Optional<Objection> in(SentinelHint hint, HostPort primary) {
        if (hint.about().filter(primary::equals).isEmpty()) {
            return Optional.empty();
        }
        return switch (hint.weight()) {
            case REPLACED -> Optional.of(against("a Sentinel has replaced " + primary));
            case FAILOVER -> Optional.of(against("a failover of " + primary + " is in progress"));
            case AGREED_DOWN -> Optional.of(against("enough Sentinels call " + primary + " down"));
            case RESET -> Optional.of(against("a Sentinel has forgotten the others"));
            case DOWN, TILT, NONE -> Optional.empty();
        };
    }

    /// Since its last answer, and for a later primary than this one.
    private static boolean hasVoted(
            Names answer, NodeState before, HostPort primary, SentinelState.Watched watched) {
        OptionalLong then =
                before.names()
                        .filter(names -> names.detailsOf(primary).isPresent())
                        .map(Names::voteEpoch)
                        .orElse(OptionalLong.empty());
        OptionalLong now = answer.voteEpoch();
        return then.isPresent()
                && now.isPresent()
                && now.getAsLong() > Math.max(then.getAsLong(), watched.epochFloor());
    }

    private static Objection against(String reason) {
        return new Objection(LeaseState.Cause.CONTRADICTED, reason);
    }
}
