package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.LeaseConfig.Fence;
import dev.redoubt.config.LeaseConfig.Lost;
import dev.redoubt.sentinel.LeaseState.Cause;
import dev.redoubt.sentinel.LeaseState.Continued;
import dev.redoubt.sentinel.LeaseState.Off;
import dev.redoubt.sentinel.LeaseState.Running;
import dev.redoubt.sentinel.LeaseState.TooShort;
import dev.redoubt.sentinel.LeaseState.Waiting;

import java.util.OptionalLong;
import java.util.function.Supplier;

/// Decides for how long the primary in use may be used. Pure. What the Sentinels' words add up to
/// is in [Words], what each word is worth in [Confirmations].
///
/// | state | what is seen | next |
/// |---|---|---|
/// | any | the file says `off`; down-after is below 2 s | Off; TooShort |
/// | Waiting, Continued | enough confirm, and no failover can be under way | Running |
/// | Waiting, not contradicted; Continued | too few, `lost: continue`, nobody speaks against it | Continued |
/// | Running | enough confirm | Running, longer |
/// | Running | its time is over | Waiting (lapsed), and judged anew at once |
/// | Running, Continued | a failover, `+odown`, a new vote, this host slept | Waiting (contradicted) |
/// | Continued | a Sentinel speaks against it | Waiting (contradicted) |
///
/// "Enough" are N − quorum + 1 whose earlier words against it are forgotten, or all N. To go on, it
/// is enough that nobody can have begun a failover since the last step; to begin, that none was
/// under way before.
final class LeaseMachine {
    /// Renewals smaller than this are not worth a new snapshot for every loop.
    private static final long STEP_NANOS = 25_000_000;

    private static final long CONTINUED_NANOS = 2_000_000_000;

    private static final long PATIENCE_NANOS = 1_000_000_000;

    /// So long before its end a lease is looked at once more.
    static final long AHEAD_NANOS = 150_000_000;

    private LeaseMachine() {}

    /// A primary that was just found.
    static LeaseState initial(HostPort primary, long nowNanos) {
        return new Waiting(
                nowNanos, Cause.STARTING, "the Sentinels have not confirmed " + primary + " yet");
    }

    /// Ends the lease at once; whatever was said for the primary before counts no more.
    static LeaseState ended(LeaseState before, Objection objection, long nowNanos) {
        return switch (before) {
            case Off _, TooShort _ -> before;
            case Running _, Continued _ ->
                    new Waiting(nowNanos, objection.cause(), objection.reason());
            case Waiting waiting ->
                    isContradicted(waiting)
                            ? waiting
                            : new Waiting(
                                    waiting.sinceNanos(), objection.cause(), objection.reason());
        };
    }

    static boolean isContradicted(LeaseState state) {
        return state instanceof Waiting waiting && waiting.cause() == Cause.CONTRADICTED;
    }

    /// The state at `nowNanos`, after what was just noticed.
    static LeaseState step(
            SentinelConfig config,
            LeaseState before,
            SentinelState.Watched watched,
            HostPort primary,
            long nowNanos) {
        if (config.lease().fence() == Fence.OFF) {
            return new Off();
        }
        LeaseRules rules = watched.rules();
        if (rules.isTooShort()) {
            return new TooShort(rules.downAfter());
        }
        Words words = Words.of(watched, rules, primary, nowNanos);
        LeaseState due = overdue(before, nowNanos);
        OptionalLong until =
                due instanceof Running
                        ? words.untilNanos()
                        : start(watched, words, primary, nowNanos);
        // What goes on in pieces does so until more than the rest of an old lease is there.
        long leastNanos = due instanceof Continued ? AHEAD_NANOS : 0;
        if (until.isPresent() && until.getAsLong() - nowNanos > leastNanos) {
            Running running = running(due, until.getAsLong(), primary);
            return isToBeContinued(config, due, running, watched, primary, nowNanos)
                    ? new Continued(nowNanos + CONTINUED_NANOS, running.reason())
                    : running;
        }
        Waiting waiting =
                waiting(due, () -> Fenced.because(config, watched, words, primary), nowNanos);
        return config.lease().lost() == Lost.HOLD
                ? waiting
                : continued(before, waiting, doubt(watched, primary, nowNanos), nowNanos);
    }

    /// Whether a lease that nobody renewed goes on in pieces: before it ends, or the loops would
    /// see a gap.
    private static boolean isToBeContinued(
            SentinelConfig config,
            LeaseState due,
            Running running,
            SentinelState.Watched watched,
            HostPort primary,
            long nowNanos) {
        return config.lease().lost() == Lost.CONTINUE
                && due instanceof Running
                && running.untilNanos() - nowNanos <= AHEAD_NANOS
                && doubt(watched, primary, nowNanos) == Doubt.NONE;
    }

    /// A lease that ran out unseen has lapsed; what came after must be judged from the start.
    private static LeaseState overdue(LeaseState before, long nowNanos) {
        return before instanceof Running running && nowNanos - running.untilNanos() >= 0
                ? new Waiting(running.untilNanos(), Cause.LAPSED, running.reason())
                : before;
    }

    private static OptionalLong start(
            SentinelState.Watched watched, Words words, HostPort primary, long nowNanos) {
        long giveUpNanos = LeaseRules.giveUpNanos(watched.nodes());
        boolean failover =
                watched.nodes().stream()
                        .anyMatch(node -> node.standing().leads(primary, nowNanos, giveUpNanos));
        return failover
                ? OptionalLong.empty()
                : words.untilFromTheStart(watched.epochFloor(), giveUpNanos);
    }

    private static Running running(LeaseState due, long untilNanos, HostPort primary) {
        if (due instanceof Running running) {
            long moreNanos = untilNanos - running.untilNanos();
            return moreNanos >= 0 && moreNanos < STEP_NANOS
                    ? running
                    : new Running(untilNanos, running.reason());
        }
        return new Running(untilNanos, "the Sentinels have not confirmed " + primary + " in time");
    }

    private static Waiting waiting(LeaseState due, Supplier<String> because, long nowNanos) {
        return switch (due) {
            case Waiting waiting ->
                    isContradicted(waiting)
                            ? waiting
                            : new Waiting(waiting.sinceNanos(), waiting.cause(), because.get());
            case Running _, Continued _ -> new Waiting(nowNanos, Cause.LAPSED, because.get());
            case Off _, TooShort _ -> new Waiting(nowNanos, Cause.STARTING, because.get());
        };
    }

    /// `lost: continue`. Each piece is short, and renewed at half its time. Somebody's doubt ends
    /// it until the primary is confirmed again; a start waits a moment for the confirmations.
    private static LeaseState continued(
            LeaseState before, Waiting waiting, Doubt doubt, long nowNanos) {
        boolean starting =
                waiting.cause() == Cause.STARTING
                        && nowNanos - waiting.sinceNanos() < PATIENCE_NANOS;
        if (isContradicted(waiting) || starting) {
            return waiting;
        }
        if (doubt == Doubt.VOICED) {
            return new Waiting(waiting.sinceNanos(), Cause.CONTRADICTED, waiting.reason());
        }
        return before instanceof Continued going
                        && going.untilNanos() - nowNanos > CONTINUED_NANOS / 2
                ? going
                : new Continued(nowNanos + CONTINUED_NANOS, waiting.reason());
    }

    private enum Doubt {
        NONE,
        VOICED
    }

    private static Doubt doubt(SentinelState.Watched watched, HostPort primary, long nowNanos) {
        return watched.nodes().stream().anyMatch(node -> node.speaksAgainst(primary, nowNanos))
                ? Doubt.VOICED
                : Doubt.NONE;
    }
}
