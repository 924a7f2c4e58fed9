package dev.redoubt.operate;

import java.time.Duration;
import java.util.List;

/// What became of a [VipOrder]. Immutable.
public sealed interface VipAnswer {
    /// These hold back from now on.
    record Left(List<String> vips) implements VipAnswer {
        /// Keeps an unchangeable copy of `vips`.
        public Left {
            vips = List.copyOf(vips);
        }
    }

    /// These take part again.
    record Returned(List<String> vips) implements VipAnswer {
        /// Keeps an unchangeable copy of `vips`.
        public Returned {
            vips = List.copyOf(vips);
        }
    }

    /// There is no such entry, or none at all.
    ///
    /// @param vip as it was asked for; empty for all
    record Unknown(String vip, List<String> known) implements VipAnswer {
        /// Keeps an unchangeable copy of `known`.
        public Unknown {
            known = List.copyOf(known);
        }
    }

    /// The node is too busy, or ends: whether it will be done is not known.
    record Unanswered(Duration waited) implements VipAnswer {}

    /// Whether what was asked for is so now.
    default boolean isDone() {
        return switch (this) {
            case Left _, Returned _ -> true;
            case Unknown _, Unanswered _ -> false;
        };
    }

    /// For people, one line.
    default String words() {
        return switch (this) {
            case Left(List<String> vips) ->
                    String.join(", ", vips)
                            + ": left to other nodes, if there are any, until it is told to return";
            case Returned(List<String> vips) -> String.join(", ", vips) + ": takes part again";
            case Unknown(_, List<String> known) when known.isEmpty() ->
                    "vips: none (expected: a node that has virtual addresses)";
            case Unknown(String vip, List<String> known) ->
                    "vip: %s (expected: %s)".formatted(vip, String.join(", ", known));
            case Unanswered(Duration waited) ->
                    "no answer from the node's VRRP within %d ms; whether it will be done is not known:"
                                    .formatted(waited.toMillis())
                            + " ask for its status";
        };
    }
}
