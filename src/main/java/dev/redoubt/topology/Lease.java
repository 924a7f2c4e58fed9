package dev.redoubt.topology;

/// For how long the primary may be used: commands are routed to it, and its replies passed on, only
/// while [#holdsAt] is true of a clock that was read after the reply. docs/adr/0005 says why.
///
/// A new snapshot carries each renewal, and each early end at once; the generation stays. So a loop
/// needs no timer to be safe, only to tell its waiting clients in time.
///
/// @param untilNanos `System.nanoTime()`; with [Term#LIMITED] only
/// @param reason why it ended, or what it means when it runs out, as a sentence for clients
public record Lease(Term term, long untilNanos, String reason) {
    /// For pools without Sentinel, `lease: off`, and down-after below 2 s.
    public static final Lease UNLIMITED = new Lease(Term.UNLIMITED, 0, "");

    /// Whether a lease ends by itself, or has.
    public enum Term {
        UNLIMITED,
        LIMITED,
        ENDED
    }

    /// Ended already: nothing goes to the primary, and nothing comes from it.
    public static Lease ended(String reason) {
        return new Lease(Term.ENDED, 0, reason);
    }

    /// Ends at `untilNanos`; renewed, another value takes its place.
    public static Lease until(long untilNanos, String reason) {
        return new Lease(Term.LIMITED, untilNanos, reason);
    }

    /// Whether the primary may be used at `nowNanos` (`System.nanoTime()`, compared by difference).
    public boolean holdsAt(long nowNanos) {
        return switch (term) {
            case UNLIMITED -> true;
            case LIMITED -> nowNanos - untilNanos < 0;
            case ENDED -> false;
        };
    }

    /// What is left at `nowNanos`; `Long.MAX_VALUE` if it never ends, 0 once it has.
    public long leftNanos(long nowNanos) {
        return switch (term) {
            case UNLIMITED -> Long.MAX_VALUE;
            case LIMITED -> Math.max(0, untilNanos - nowNanos);
            case ENDED -> 0;
        };
    }
}
