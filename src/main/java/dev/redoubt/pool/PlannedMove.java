package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.MovePlan;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.resp.RespValue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Moves a pool's primary to a replica without an error and without a lost write. Runs on the
/// thread that asks for it, which waits; the pool's loops go on meanwhile.
///
/// 1. Look: who is there, and what stands in the way.
/// 2. Make sure that the target will be chosen ([Electors#prepare]).
/// 3. Hold commands, and wait until what was sent is answered.
/// 4. Refuse writes at the old primary, and wait until the target has all of it.
/// 5. Promote the target; make the old primary its replica.
/// 6. Use the target, and let commands go on.
///
/// Should a step fail, all before it are undone. Commands are held for a bounded time whatever
/// becomes of this thread, and so are writes at the old primary: if it dies, the service recovers.
final class PlannedMove {
    /// For how long what was sent may need to be answered, at this node and at others.
    static final Duration DRAIN = Duration.ofSeconds(1);

    /// For how long the Sentinels may need to agree afterwards.
    static final Duration AGREEMENT = Duration.ofSeconds(30);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /// The pool's part. Any thread may call it.
    interface Hands {
        /// Who is used now; empty while nobody is.
        Optional<HostPort> primary();

        /// Why nobody is.
        String reason();

        /// What holds commands on purpose already, so that no move can; empty for nothing.
        Optional<String> objection();

        /// For how long commands may be held, so that nobody has waited for too long in the end.
        Duration longestHold();

        /// Commands wait from now on, at most for so long; nobody must have paused it before.
        ///
        /// @throws MoveFailed if somebody has
        Hold hold(Duration most) throws MoveFailed;

        /// Whether all that was sent to the primary is answered, but for what waits for others.
        boolean isDrained();

        /// Uses this server instead of `from` before the source of the topology knows it, for so
        /// long at most.
        void runAhead(HostPort from, HostPort target, Duration most);
    }

    /// Commands that wait.
    interface Hold {
        /// They go on; nothing happens if they do already.
        void release();
    }

    private final String pool;
    private final Hands hands;
    private final Electors electors;
    private final PeersInMove peers;
    private final MoveSteps steps;

    PlannedMove(
            String pool, Hands hands, Electors electors, PeersInMove peers, Consumer<String> told) {
        this.pool = pool;
        this.hands = hands;
        this.electors = electors;
        this.peers = peers;
        steps = new MoveSteps(told);
    }

    /// Carries it out, or says why not.
    Answer run(Request.Failover wish) {
        Optional<String> objection = hands.objection();
        if (objection.isPresent()) {
            return new Answer.Refused(pool, List.of(objection.get()));
        }
        Optional<HostPort> from = hands.primary();
        if (from.isEmpty()) {
            return new Answer.Refused(
                    pool, List.of("there is no primary to move from: " + hands.reason()));
        }
        MovePlan plan;
        try {
            plan = electors.plan(from.get(), wish.to(), hands.longestHold().minus(DRAIN), steps);
            if (!plan.obstacles().isEmpty()) {
                return new Answer.Refused(pool, plan.obstacles());
            }
            peers.call();
        } catch (MoveFailed e) {
            return new Answer.Refused(pool, List.of(e.words()));
        }
        HostPort to = plan.to().orElseThrow().server();
        if (wish.mode() == Request.Mode.DRY_RUN) {
            steps.tell("would move the primary from " + from.get() + " to " + to);
            plan.first().forEach(each -> steps.tell("would set " + words(each)));
            try {
                peers.tell(steps);
            } catch (MoveFailed e) {
                return new Answer.Refused(pool, List.of(e.words()));
            }
            return new Answer.Movable(pool, from.get(), to);
        }
        try {
            Duration held = move(plan);
            settle(plan);
            List<String> left = steps.left();
            return left.isEmpty()
                    ? new Answer.Moved(pool, from.get(), to, held)
                    : new Answer.MovedInPart(pool, from.get(), to, held, left);
        } catch (MoveFailed e) {
            steps.tell("failed: " + e.words());
            boolean undone = steps.undo();
            return new Answer.NotMoved(pool, e.words(), state(plan, e.primary(), undone));
        } catch (RuntimeException e) {
            steps.undo();
            throw e;
        }
    }

    /// @param instead who has become primary, as far as that is known
    private String state(MovePlan plan, Optional<HostPort> instead, boolean undone) {
        Optional<HostPort> primary = instead.or(() -> electors.promoted(plan));
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (primary.isEmpty() && System.nanoTime() - deadline < 0) {
            primary = hands.primary();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        boolean same = primary.isEmpty() || primary.equals(Optional.of(plan.from()));
        String restored = same && !steps.areLasting() ? "everything is" : "everything else is";
        return (undone ? restored + " as before" : "not everything could be undone, see above")
                + "; primary is "
                + primary.map(HostPort::toString).orElse("nobody: " + hands.reason());
    }

    static String words(MovePlan.Preference preference) {
        return "replica-priority of %s from %d to %d"
                .formatted(preference.server(), preference.was(), preference.becomes());
    }

    /// @return for how long commands were held
    private Duration move(MovePlan plan) throws MoveFailed {
        electors.prepare(plan, steps);
        long begin = System.nanoTime();
        long deadline = begin + plan.freeze().toNanos();
        Duration most = plan.freeze().plus(DRAIN);
        Hold hold = hands.hold(most);
        steps.canUndo("commands go on", hold::release);
        peers.hold(most, steps);
        steps.tell("commands wait");
        await(
                begin + DRAIN.toNanos(),
                hands::isDrained,
                "commands that were sent before are not answered within "
                        + DRAIN.toMillis()
                        + " ms");
        peers.awaitHeld(begin + DRAIN.toNanos());
        steps.tell("all that was sent is answered");
        electors.promote(plan, deadline, steps);
        peers.moved(plan, steps);
        hands.runAhead(plan.from(), plan.to().orElseThrow().server(), AGREEMENT);
        hold.release();
        steps.keep();
        Duration held = Duration.ofNanos(System.nanoTime() - begin);
        steps.tell("commands go on, after " + held.toMillis() + " ms");
        return held;
    }

    /// The service goes on already: what fails here is told, and undoes nothing.
    private void settle(MovePlan plan) {
        try {
            electors.settle(plan, System.nanoTime() + AGREEMENT.toNanos(), steps);
        } catch (MoveFailed e) {
            steps.leave(e.words());
        }
    }

    /// Something that can be looked at.
    interface Condition {
        boolean holds() throws MoveFailed;
    }

    /// Looks again and again.
    ///
    /// @throws MoveFailed with `words` if it does not hold in time
    static void await(long deadlineNanos, Condition condition, String words) throws MoveFailed {
        await(deadlineNanos, LOOK_NANOS, condition, words);
    }

    /// The same with a pace.
    static void await(long deadlineNanos, long paceNanos, Condition condition, String words)
            throws MoveFailed {
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNanos > 0 || Thread.currentThread().isInterrupted()) {
                throw new MoveFailed(words);
            }
            LockSupport.parkNanos(paceNanos);
        }
    }

    /// What INFO tells of replication.
    static InfoText replication(Dialogue server) throws MoveFailed {
        return InfoText.of(server.ask("INFO", "replication").text().orElse(""));
    }

    /// Whether ROLE's answer begins with this word.
    static boolean isRole(RespValue role, String word) {
        return !role.elements().isEmpty()
                && role.elements().getFirst().text().filter(word::equals).isPresent();
    }
}
