package dev.redoubt.failover;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Where a pool stands between two primaries; the transitions are [FailoverMachine]'s.
public sealed interface FailoverState {
    /// What every state has.
    Past past();

    /// Nobody is named: commands wait.
    record Held(Past past, String reason) implements FailoverState {}

    /// A primary is named that has not served since; links to it are being opened.
    record Moved(Past past, Use use) implements FailoverState {}

    /// Every loop has a link to the primary, and the lease holds: commands go there.
    record Routing(Past past, Use use) implements FailoverState {}

    /// The primary served, and a loop has no link to it now: that loop's commands wait.
    record Suspect(Past past, Use use, String reason) implements FailoverState {}

    /// The lease is over: commands wait, and what the primary still answers is not passed on.
    record Fenced(Past past, Use use, String reason) implements FailoverState {}

    /// An operator, or a planned move, holds commands, whatever happens to the primary meanwhile.
    ///
    /// @param beneath where the pool stands without that; never paused itself, and never newly
    ///   [Routing]
    /// @param untilNanos when it goes on by itself
    record Paused(FailoverState beneath, long sinceNanos, long untilNanos)
            implements FailoverState {
        @Override
        public Past past() {
            return beneath.past();
        }
    }

    /// What was before.
    ///
    /// @param lastServed the primary that served last
    /// @param held sessions that waited since then and went on
    /// @param longestWait of those
    record Past(Optional<HostPort> lastServed, long held, Duration longestWait) {
        static final Past NONE = new Past(Optional.empty(), 0, Duration.ZERO);

        Past released(long sessions, Duration wait) {
            return new Past(
                    lastServed,
                    held + sessions,
                    wait.compareTo(longestWait) > 0 ? wait : longestWait);
        }

        Past lost() {
            return new Past(lastServed, 0, Duration.ZERO);
        }
    }

    /// A named primary.
    ///
    /// @param loops indexes of those that have a link to it
    record Use(HostPort primary, Lease lease, Set<Integer> loops) {
        /// Keeps an unchangeable copy of `loops`.
        public Use {
            loops = Set.copyOf(loops);
        }

        Use under(Lease renewed) {
            return new Use(primary, renewed, loops);
        }

        Use linked(int loop) {
            Set<Integer> more = new HashSet<>(loops);
            more.add(loop);
            return new Use(primary, lease, more);
        }

        Use unlinked(int loop) {
            Set<Integer> less = new HashSet<>(loops);
            less.remove(loop);
            return new Use(primary, lease, less);
        }

        Use unlinked() {
            return new Use(primary, lease, Set.of());
        }
    }

    /// The primary that is named, if any.
    default Optional<Use> named() {
        return switch (this) {
            case Held _ -> Optional.empty();
            case Moved(_, Use use) -> Optional.of(use);
            case Routing(_, Use use) -> Optional.of(use);
            case Suspect(_, Use use, _) -> Optional.of(use);
            case Fenced(_, Use use, _) -> Optional.of(use);
            case Paused(FailoverState beneath, _, _) -> beneath.named();
        };
    }

    /// Whether commands go to a primary on every loop.
    default boolean isRouting() {
        return this instanceof Routing;
    }
}
