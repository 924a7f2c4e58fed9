package dev.redoubt.net;

/// Where the control plane stands with one peer that it asks again and again. Pure values; machines
/// hold them, and drivers carry out what they say.
///
/// | phase | event | next |
/// |---|---|---|
/// | Waiting | its time has come | Connecting, and connect |
/// | Connecting | ready | Asking, due at once |
/// | Connecting | failed | Waiting, twice as long as before, at most 1 s |
/// | Asking | due and nothing unanswered | Asking, and ask |
/// | Asking | connection lost | Waiting, due at once |
///
/// Times are `System.nanoTime()` values: compare by difference.
public sealed interface PeerPhase {
    /// The first pause after a failure.
    long FIRST_PAUSE_NANOS = 50_000_000;

    /// The longest pause between attempts.
    long LONGEST_PAUSE_NANOS = 1_000_000_000;

    /// No connection until `untilNanos`. `failures` counts attempts in a row that failed.
    record Waiting(long untilNanos, int failures) implements PeerPhase {}

    /// A connection is being made.
    record Connecting(int failures) implements PeerPhase {}

    /// Connected; the next question is due at `nextNanos`.
    record Asking(long askedNanos, long nextNanos, Question question) implements PeerPhase {
        /// Not before `nanos`, and not before what it has.
        public Asking noLaterThan(long nanos) {
            return nanos - nextNanos < 0 ? new Asking(askedNanos, nanos, question) : this;
        }

        /// The answer came.
        public Asking answered() {
            return new Asking(askedNanos, nextNanos, Question.NONE);
        }

        /// A question goes out now.
        public Asking asked(long nowNanos, long intervalNanos) {
            return new Asking(nowNanos, nowNanos + intervalNanos, Question.UNANSWERED);
        }
    }

    /// Whether a question is under way; there is never more than one.
    enum Question {
        NONE,
        UNANSWERED
    }

    /// A peer nobody has tried yet.
    static PeerPhase fresh(long nowNanos) {
        return new Waiting(nowNanos, 0);
    }

    /// Connected just now: the first question is due at once.
    static PeerPhase ready(long nowNanos) {
        return new Asking(nowNanos, nowNanos, Question.NONE);
    }

    /// The phase after a connection failed or was lost.
    ///
    /// @param jitter from 0 to 1; spreads the attempts of many nodes over half of the pause
    default PeerPhase lost(long nowNanos, double jitter) {
        return switch (this) {
            case Asking _ -> new Waiting(nowNanos, 0);
            case Connecting connecting -> {
                int shift = Math.min(connecting.failures(), 10);
                long pause = Math.min(FIRST_PAUSE_NANOS << shift, LONGEST_PAUSE_NANOS);
                long spread = (long) (pause * (1 - jitter / 2));
                yield new Waiting(nowNanos + spread, connecting.failures() + 1);
            }
            case Waiting waiting -> waiting;
        };
    }

    /// Whether something is to be done now: connect, or ask.
    default boolean isDue(long nowNanos) {
        return switch (this) {
            case Waiting waiting -> nowNanos - waiting.untilNanos() >= 0;
            case Connecting _ -> false;
            case Asking asking ->
                    asking.question() == Question.NONE && nowNanos - asking.nextNanos() >= 0;
        };
    }

    /// When [#isDue] turns true by itself, in nanoseconds from now; `Long.MAX_VALUE` if only an
    /// event can make it so.
    default long dueInNanos(long nowNanos) {
        return switch (this) {
            case Waiting waiting -> Math.max(0, waiting.untilNanos() - nowNanos);
            case Connecting _ -> Long.MAX_VALUE;
            case Asking asking ->
                    asking.question() == Question.NONE
                            ? Math.max(0, asking.nextNanos() - nowNanos)
                            : Long.MAX_VALUE;
        };
    }
}
