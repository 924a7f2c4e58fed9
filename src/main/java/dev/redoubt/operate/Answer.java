package dev.redoubt.operate;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What became of a [Request]. Immutable.
public sealed interface Answer {
    /// The pool's name, as it was asked for.
    String pool();

    /// Commands wait from now on.
    ///
    /// @param until when it goes on by itself
    record Paused(String pool, Instant until, Duration limit) implements Answer {}

    /// What became of it at this node, and who else did it.
    ///
    /// @param confirmed the other nodes that did as well
    /// @param missing those that are there and have not said so
    record Everywhere(Answer here, List<String> confirmed, List<String> missing) implements Answer {
        /// Keeps unchangeable copies.
        public Everywhere {
            confirmed = List.copyOf(confirmed);
            missing = List.copyOf(missing);
        }

        @Override
        public String pool() {
            return here.pool();
        }

        private String others() {
            String done = confirmed.isEmpty() ? "" : "; so at " + String.join(", ", confirmed);
            return missing.isEmpty()
                    ? done.isEmpty() ? "; there is no other node" : done
                    : done + "; NOT confirmed by " + String.join(", ", missing);
        }
    }

    /// The other nodes cannot be told; nothing was changed.
    record Unreached(String pool, String why) implements Answer {}

    /// Somebody had paused it before: that pause goes on as it was.
    record AlreadyPaused(String pool, Instant until) implements Answer {}

    /// A planned move holds its commands; nothing was changed.
    ///
    /// @param until when they go on by themselves, at the latest
    record BeingMoved(String pool, Instant until) implements Answer {}

    /// Commands go on.
    ///
    /// @param lasted how long they had been held
    record Resumed(String pool, Duration lasted) implements Answer {}

    /// It was not paused, or not any more.
    record NotPaused(String pool) implements Answer {}

    /// The primary is another now.
    ///
    /// @param held how long commands waited
    record Moved(String pool, HostPort from, HostPort to, Duration held) implements Answer {}

    /// The primary is another now, and something is left to do.
    ///
    /// @param held how long commands waited
    /// @param left what failed after that
    record MovedInPart(String pool, HostPort from, HostPort to, Duration held, List<String> left)
            implements Answer {
        /// Keeps an unchangeable copy of `left`.
        public MovedInPart {
            left = List.copyOf(left);
        }
    }

    /// Nothing stands in the way of a move.
    record Movable(String pool, HostPort from, HostPort to) implements Answer {}

    /// Nothing was begun.
    ///
    /// @param obstacles what stands in the way
    record Refused(String pool, List<String> obstacles) implements Answer {
        /// Keeps an unchangeable copy of `obstacles`.
        public Refused {
            obstacles = List.copyOf(obstacles);
        }
    }

    /// A move failed on the way.
    ///
    /// @param state that it left
    record NotMoved(String pool, String reason, String state) implements Answer {}

    /// The primary is used although it lacks something.
    ///
    /// @param server the primary
    /// @param loss what it lacks, as the end of a sentence
    record LossAccepted(String pool, String server, String loss) implements Answer {}

    /// No primary is withheld.
    record NothingLost(String pool) implements Answer {}

    /// There is no such pool.
    record Unknown(String pool, List<String> known) implements Answer {
        /// Keeps an unchangeable copy of `known`.
        public Unknown {
            known = List.copyOf(known);
        }
    }

    /// The node is too busy, or ends: whether it will be done is not known.
    record Unanswered(String pool, Duration waited) implements Answer {}

    /// Whether what was asked for is so now.
    default boolean isDone() {
        return switch (this) {
            case Paused _, Resumed _, LossAccepted _, Moved _, Movable _ -> true;
            case Everywhere(Answer here, _, List<String> missing) ->
                    here.isDone() && missing.isEmpty();
            case Unreached _,
                    AlreadyPaused _,
                    BeingMoved _,
                    NotPaused _,
                    NothingLost _,
                    Refused _,
                    MovedInPart _,
                    NotMoved _,
                    Unknown _,
                    Unanswered _ ->
                    false;
        };
    }

    /// For people, one line.
    default String words() {
        return switch (this) {
            case Paused(String pool, Instant until, Duration limit) ->
                    "%s: paused; commands wait until it is resumed, at most %d ms (until %s)"
                            .formatted(pool, limit.toMillis(), until);
            case Everywhere everywhere -> everywhere.here().words() + everywhere.others();
            case Unreached(String pool, String why) ->
                    "%s: nothing was changed: %s".formatted(pool, why);
            case AlreadyPaused(String pool, Instant until) ->
                    "%s: is paused already; it goes on by itself at %s".formatted(pool, until);
            case BeingMoved(String pool, Instant until) ->
                    "%s: nothing was changed: a planned move holds its commands, until %s at the latest"
                            .formatted(pool, until);
            case Resumed(String pool, Duration lasted) ->
                    "%s: resumed after %d ms".formatted(pool, lasted.toMillis());
            case Moved(String pool, HostPort from, HostPort to, Duration held) ->
                    "%s: moved from %s to %s; commands waited for %d ms"
                            .formatted(pool, from, to, held.toMillis());
            case MovedInPart(String pool, HostPort from, HostPort to, Duration held, var left) ->
                    "%s: moved from %s to %s; commands waited for %d ms; LEFT TO DO: %s"
                            .formatted(pool, from, to, held.toMillis(), String.join("; ", left));
            case Movable(String pool, HostPort from, HostPort to) ->
                    "%s: can be moved from %s to %s".formatted(pool, from, to);
            case Refused(String pool, List<String> obstacles) ->
                    "%s: not moved, nothing was changed: %s"
                            .formatted(pool, String.join("; ", obstacles));
            case NotMoved(String pool, String reason, String state) ->
                    "%s: not moved: %s (%s)".formatted(pool, reason, state);
            case NotPaused(String pool) ->
                    pool
                            + ": is not paused (a pause ends by itself, the log says when:"
                            + " failover.hold)";
            case LossAccepted(String pool, String server, String loss) ->
                    "%s: goes on with %s: %s".formatted(pool, server, loss);
            case NothingLost(String pool) ->
                    pool + ": no primary is withheld for want of acknowledged writes";
            case Unknown(String pool, List<String> known) ->
                    "pool: %s (expected: %s)".formatted(pool, String.join(", ", known));
            case Unanswered(String pool, Duration waited) ->
                    "%s: no answer from the node's control loop within %d ms; whether it will be"
                                    .formatted(pool, waited.toMillis())
                            + " done is not known: ask for its status";
        };
    }
}
