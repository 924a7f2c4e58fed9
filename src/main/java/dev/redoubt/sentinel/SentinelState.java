package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
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
    record Following(Watched watched, HostPort primary, Optional<Duration> downAfter)
            implements SentinelState {}

    /// The nodes and the memory of earlier decisions.
    ///
    /// @param nodes in the order of the configuration
    /// @param epochFloor the accepted epoch; answers with a lower one never count. It falls only
    ///   when every configured Sentinel answers with one and the same lower epoch: then they were
    ///   set up anew, for an epoch never falls within one Sentinel
    /// @param eagerUntilNanos polls are eager until then
    record Watched(List<NodeState> nodes, long epochFloor, long eagerUntilNanos, Reach reach) {
        /// Keeps an unchangeable copy of `nodes`.
        public Watched {
            nodes = List.copyOf(nodes);
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
                            SentinelLease.UNLIMITED);
            case Following following ->
                    new SentinelView(
                            Optional.of(following.primary()),
                            following.watched().epochFloor(),
                            following.downAfter(),
                            "",
                            SentinelLease.UNLIMITED);
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
        return view().primary();
    }
}
