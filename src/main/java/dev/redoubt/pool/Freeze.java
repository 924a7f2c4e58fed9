package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.MovePlan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;

/// The old primary refuses writes during a move (CLIENT PAUSE … WRITE,
/// <https://redis.io/docs/latest/commands/client-pause/>), for some time, which is renewed. Where
/// it may have lapsed, since this process or a server was halted, what was written meanwhile must
/// be at the target as well, or it is said what is not. Used by the thread that carries out the
/// move.
final class Freeze {
    private static final Logger log = LoggerFactory.getLogger(Freeze.class);

    private final Dialogues dialogues;
    private final HostPort from;
    private final HostPort to;
    private final long millis;
    private final MoveSteps steps;
    private Changes changes = Changes.UNKNOWN;
    private long untilNanos;
    private boolean begun;
    private boolean lapsed;

    /// How much was written since the server saved its data last, and when that was. Unlike its
    /// offset this does not count what servers and nodes say to each other (PING, PUBLISH).
    private record Changes(long count, String saved) {
        static final Changes UNKNOWN = new Changes(-1, "");

        boolean areSince(Changes before) {
            return before.count < 0 || !equals(before);
        }
    }

    Freeze(Dialogues dialogues, MovePlan plan, MoveSteps steps) {
        this.dialogues = dialogues;
        from = plan.from();
        to = plan.to().orElseThrow().server();
        millis = plan.freeze().toMillis();
        this.steps = steps;
    }

    /// What undoing it is, for people.
    private static String undoing(HostPort from) {
        return from + " takes writes again (CLIENT UNPAUSE)";
    }

    /// Should the move fail, the old primary takes writes again at once.
    void mayEnd() {
        steps.canUndo(undoing(from), () -> dialogues.server(from).ask("CLIENT", "UNPAUSE"));
    }

    /// Should the move fail, the old primary takes writes again only when the pause is over:
    /// somebody may be about to promote another.
    void mustLast() {
        steps.forget(undoing(from));
    }

    /// Returns when the target has all that was written before.
    void begin(long deadlineNanos) throws MoveFailed {
        mayEnd();
        pause();
        changes = changes();
        long wanted = written();
        steps.tell(from + " takes no writes; its offset is " + wanted);
        PlannedMove.await(deadlineNanos, () -> has(wanted), to + " has not caught up in time");
        steps.tell(to + " has all of it");
    }

    /// The server counts from when it hears it: not before it was sent.
    ///
    /// @return when it was answered; it holds from then on at the latest
    private long pause() throws MoveFailed {
        long sentNanos = System.nanoTime();
        dialogues.server(from).ask("CLIENT", "PAUSE", Long.toString(millis), "WRITE");
        untilNanos = sentNanos + TimeUnit.MILLISECONDS.toNanos(millis);
        begun = true;
        return System.nanoTime();
    }

    private long written() throws MoveFailed {
        return PlannedMove.replication(dialogues.server(from))
                .number("master_repl_offset")
                .orElse(-1);
    }

    private Changes changes() {
        try {
            InfoText told =
                    InfoText.of(
                            dialogues.server(from).ask("INFO", "persistence").text().orElse(""));
            return new Changes(
                    told.number("rdb_changes_since_last_save").orElse(-1),
                    told.text("rdb_last_save_time"));
        } catch (MoveFailed _) {
            return Changes.UNKNOWN;
        }
    }

    /// Whether the target, a replica still, has as much.
    private boolean has(long wanted) throws MoveFailed {
        InfoText told = PlannedMove.replication(dialogues.server(to));
        return told.text("role").equals("slave")
                && told.number("slave_repl_offset").orElse(-1) >= wanted;
    }

    /// Goes on for as long again. After a lapse it is looked whether the target has caught up.
    void renew() throws MoveFailed {
        boolean first = !begun;
        long endNanos = untilNanos;
        boolean broken = pause() - endNanos > 0 && !first;
        if (broken && !lapsed) {
            lapsed = true;
            steps.tell(from + " may have taken writes meanwhile");
        }
        if (lapsed && isCaughtUp()) {
            lapsed = false;
            steps.tell(to + " has those, too");
        }
    }

    /// [#renew] as far as the server answers: one that does not may answer the next time.
    void tryRenew() {
        try {
            renew();
        } catch (MoveFailed e) {
            log.debug("{} is not kept from taking writes: {}", from, e.words());
        }
    }

    /// [#renew], and returns when the target has what may have been written in a lapse.
    void renewWhole(long deadlineNanos) throws MoveFailed {
        renew();
        PlannedMove.await(
                deadlineNanos,
                () -> {
                    if (lapsed) {
                        renew();
                    }
                    return !lapsed;
                },
                to + " has not what " + from + " may have taken meanwhile");
    }

    private boolean isCaughtUp() {
        try {
            Changes now = changes();
            boolean caughtUp = has(written());
            changes = caughtUp ? now : changes;
            return caughtUp;
        } catch (MoveFailed _) {
            return false;
        }
    }

    /// The target is primary, and the old primary still takes no writes: what it took after a lapse
    /// is gone with its role, where the target lacks it.
    void settle() throws MoveFailed {
        renew();
        if (!lapsed) {
            return;
        }
        if (!changes().areSince(changes)) {
            steps.tell("nobody has written to " + from + " meanwhile");
            return;
        }
        try {
            compare();
        } catch (MoveFailed e) {
            tellLoss("what " + to + " lacks is not known: " + e.words());
        }
    }

    private void compare() throws MoveFailed {
        InfoText was = PlannedMove.replication(dialogues.server(from));
        InfoText is = PlannedMove.replication(dialogues.server(to));
        boolean continued = is.text("master_replid2").equals(was.text("master_replid"));
        long begun = is.number("second_repl_offset").orElse(0) - 1;
        long missing = was.number("master_repl_offset").orElse(0) - begun;
        if (!continued || was.text("role").equals("slave")) {
            tellLoss("what " + to + " lacks cannot be said");
        } else if (missing > 0) {
            tellLoss(
                    ("%d bytes of the replication stream of %s are not at %s (PING and PUBLISH are"
                                    + " among them)")
                            .formatted(missing, from, to));
        } else {
            steps.tell(to + " has those, too");
        }
    }

    private void tellLoss(String words) {
        log.error("a planned move was halted and has lost writes, perhaps: {}", words);
        steps.tell("LOST, perhaps: " + words);
    }
}
