package dev.redoubt.sentinel;

/// For how long the primary may be used, by what the Sentinels have confirmed.
///
/// @param untilNanos `System.nanoTime()`; with [Term#LIMITED] only
/// @param reason what to tell those who come after it
public record SentinelLease(Term term, long untilNanos, String reason) {
    /// For watches that fence nothing: `lease: off`, or a down-after that is too short.
    public static final SentinelLease UNLIMITED = new SentinelLease(Term.UNLIMITED, 0, "");

    /// Whether a lease ends by itself, or has.
    public enum Term {
        UNLIMITED,
        LIMITED,
        ENDED
    }

    /// Ended already.
    static SentinelLease ended(String reason) {
        return new SentinelLease(Term.ENDED, 0, reason);
    }

    /// Ends at `untilNanos`.
    static SentinelLease until(long untilNanos, String reason) {
        return new SentinelLease(Term.LIMITED, untilNanos, reason);
    }

    /// Whether the primary may be used at `nowNanos`.
    public boolean holdsAt(long nowNanos) {
        return switch (term) {
            case UNLIMITED -> true;
            case LIMITED -> nowNanos - untilNanos < 0;
            case ENDED -> false;
        };
    }
}
