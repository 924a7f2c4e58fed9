package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a [SentinelMachine] knows.
public sealed interface SentinelState {
    /// What both states have.
    Watched watched();

    /// No primary is agreed on.
    ///
    /// @param last the primary that was in use before
    record Seeking(Watched watched, Optional<HostPort> last, String reason)
            implements SentinelState {}

    /// `primary` was agreed on, and nothing contradicts it since.
    ///
    /// @param lease for how long it may be used
    record Following(
            Watched watched, HostPort primary, Optional<Duration> downAfter, LeaseState lease)
            implements SentinelState {}

    /// The nodes and the memory of earlier decisions.
    ///
    /// @param nodes in the order of the configuration
    /// @param epochFloor the accepted epoch; answers with a lower one never count. It falls only
    ///   when every configured Sentinel answers with one and the same lower epoch: then they were
    ///   set up anew, for an epoch never falls within one Sentinel
    /// @param eagerUntilNanos polls are eager until then
    /// @param tiltUntilNanos until then, words count for longer, because a Sentinel was in TILT
    /// @param findings what is odd about the Sentinels, as last told
    /// @param rules what the lease is reckoned with; follows from the answers, and is kept since
    ///   most of these change nothing of it
    record Watched(
            List<NodeState> nodes,
            long epochFloor,
            long eagerUntilNanos,
            Reach reach,
            long tiltUntilNanos,
            Findings findings,
            LeaseRules rules) {
        /// Keeps an unchangeable copy of `nodes`.
        public Watched {
            nodes = List.copyOf(nodes);
        }

        Watched with(List<NodeState> next) {
            return new Watched(
                    next, epochFloor, eagerUntilNanos, reach, tiltUntilNanos, findings, rules);
        }

        Watched with(int index, NodeState next) {
            List<NodeState> all = new ArrayList<>(nodes);
            all.set(index, next);
            return with(all);
        }

        Watched with(Reach next) {
            return new Watched(
                    nodes, epochFloor, eagerUntilNanos, next, tiltUntilNanos, findings, rules);
        }

        Watched tilted(long nowNanos) {
            long until = nowNanos + LeaseRules.tiltLifeNanos();
            return new Watched(nodes, epochFloor, eagerUntilNanos, reach, until, findings, rules);
        }

        Watched with(Findings next, LeaseRules following) {
            return new Watched(
                    nodes, epochFloor, eagerUntilNanos, reach, tiltUntilNanos, next, following);
        }

        Watched accepting(long epoch) {
            return new Watched(
                    nodes, epoch, eagerUntilNanos, reach, tiltUntilNanos, findings, rules);
        }

        /// Polls are eager for a while.
        Watched eager(long nowNanos) {
            long until = nowNanos + SentinelConfig.EAGER_FOR_NANOS;
            return new Watched(nodes, epochFloor, until, reach, tiltUntilNanos, findings, rules);
        }

        /// Nothing that was asked before counts as a word for any primary.
        Watched voidedBefore(long nowNanos) {
            return with(
                    nodes.stream()
                            .map(node -> node.with(node.standing().voidedBefore(nowNanos)))
                            .toList());
        }

        /// Nothing that was asked before counts as a word for `primary`.
        Watched voidedBefore(long nowNanos, HostPort primary) {
            return with(
                    nodes.stream()
                            .map(node -> node.with(node.standing().voidedBefore(nowNanos, primary)))
                            .toList());
        }
    }

    /// Whether any Sentinel is within reach, as last told.
    enum Reach {
        UNTRIED,
        WITHIN,
        LOST
    }

    /// What the watchers see of this state.
    default SentinelView view() {
        return switch (this) {
            case Seeking seeking ->
                    new SentinelView(
                            Optional.empty(),
                            0,
                            Optional.empty(),
                            seeking.reason(),
                            SentinelLease.ended(seeking.reason()));
            case Following following ->
                    new SentinelView(
                            Optional.of(following.primary()),
                            following.watched().epochFloor(),
                            following.downAfter(),
                            "",
                            following.lease().lease());
        };
    }

    /// The primary in use, or the one that was.
    default Optional<HostPort> last() {
        return switch (this) {
            case Seeking seeking -> seeking.last();
            case Following following -> Optional.of(following.primary());
        };
    }

    /// The primary in use.
    default Optional<HostPort> inUse() {
        return this instanceof Following following
                ? Optional.of(following.primary())
                : Optional.empty();
    }
}
