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
/// | Asking, with an answer | lost | Waiting, due at once, but 50 ms after it was connected |
/// | Asking, without an answer yet | lost | Waiting, as after a failure |
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

    /// Connected; the next question is due at `nextNanos`. `failures` becomes 0 with the first
    /// answer: a peer that accepts and then says nothing is not hammered.
    ///
    /// @param readySinceNanos when it was connected
    record Asking(
            long readySinceNanos, long askedNanos, long nextNanos, Question question, int failures)
            implements PeerPhase {
        /// Due at `nanos`, unless it is due sooner.
        public Asking noLaterThan(long nanos) {
            return nanos - nextNanos < 0
                    ? new Asking(readySinceNanos, askedNanos, nanos, question, failures)
                    : this;
        }

        /// The answer came.
        public Asking answered() {
            return new Asking(readySinceNanos, askedNanos, nextNanos, Question.NONE, 0);
        }

        /// A question goes out now.
        public Asking asked(long nowNanos, long intervalNanos) {
            return new Asking(
                    readySinceNanos,
                    nowNanos,
                    nowNanos + intervalNanos,
                    Question.UNANSWERED,
                    failures);
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
    default PeerPhase ready(long nowNanos) {
        int failures = this instanceof Connecting connecting ? connecting.failures() + 1 : 1;
        return new Asking(nowNanos, nowNanos, nowNanos, Question.NONE, failures);
    }

    /// Whether this very connection has brought an answer.
    default boolean isProven() {
        return this instanceof Asking asking && asking.failures() == 0;
    }

    /// The phase after a connection failed or was lost.
    ///
    /// @param jitter from 0 to 1; spreads the attempts of many nodes over half of the pause
    default PeerPhase lost(long nowNanos, double jitter) {
        return switch (this) {
            case Asking asking ->
                    asking.failures() == 0
                            ? new Waiting(again(asking.readySinceNanos(), nowNanos), 0)
                            : pause(asking.failures() - 1, nowNanos, jitter);
            case Connecting connecting -> pause(connecting.failures(), nowNanos, jitter);
            case Waiting waiting -> waiting;
        };
    }

    /// At once, but a peer that ends each connection after one answer is not hammered.
    private static long again(long readySinceNanos, long nowNanos) {
        long spaced = readySinceNanos + FIRST_PAUSE_NANOS;
        return spaced - nowNanos > 0 ? spaced : nowNanos;
    }

    private static PeerPhase pause(int failures, long nowNanos, double jitter) {
        long pause = Math.min(FIRST_PAUSE_NANOS << Math.min(failures, 10), LONGEST_PAUSE_NANOS);
        return new Waiting(nowNanos + (long) (pause * (1 - jitter / 2)), failures + 1);
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
