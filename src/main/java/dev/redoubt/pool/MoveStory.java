package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.Move.HistoryFinding;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.snapshot.Timeline;
import dev.redoubt.snapshot.Timeline.Step;
import dev.redoubt.topology.TopologyEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Makes one [Move] of all that is told while a pool goes from a primary to the next. Reads no
/// clock: each event comes with its moment. One thread.
///
/// | when | then |
/// |---|---|
/// | the primary is lost | a story begins |
/// | another one serves, and its history is judged | it ends: a move |
/// | the same one serves again | it ends and is forgotten |
/// | … and something is missing there | it ends: a move from a server to itself |
/// | more is found of the last move's history | the move is amended |
/// | something is missing where there is no story, or at a server that is not used | told alone |
final class MoveStory {
    /// What was heard so long before the loss belongs to no story any more.
    private static final long RELEVANT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// Gets what became of the stories.
    interface Sink {
        void ended(Move move);

        void amended(Move before, Move after);

        /// What is missing at `server`, of which no move tells.
        void alone(HostPort server, HistoryFinding finding);
    }

    /// One moment on both clocks; distances are taken from `nanos` only.
    record Moment(long nanos, Instant wall) {
        Moment before(Duration time) {
            return new Moment(nanos - time.toNanos(), wall.minus(time));
        }
    }

    /// Running counts of the pool.
    record Totals(long retried, long refused, long unanswered) {
        static final Totals ZERO = new Totals(0, 0, 0);
    }

    private final String pool;
    private final Sink sink;
    private final Map<Step, Long> heard = new EnumMap<>(Step.class);
    private Totals before = Totals.ZERO;
    private @Nullable Told story;
    private @Nullable Move last;

    /// What is known of the story so far.
    private static final class Told {
        private final HostPort from;
        private final String reason;
        private final Moment lost;
        private HostPort to;
        private long epoch;
        private @Nullable HistoryFinding history;
        private PoolEvent.@Nullable Serving serving;
        private Totals after = Totals.ZERO;

        Told(HostPort from, String reason, Moment lost) {
            this.from = from;
            this.reason = reason;
            this.lost = lost;
            to = from;
        }

        boolean isReturn() {
            return from.equals(to);
        }
    }

    MoveStory(String pool, Sink sink) {
        this.pool = pool;
        this.sink = sink;
    }

    /// The primary in use answered at this moment, and so much had happened until then.
    void answered(Moment now, Totals totals) {
        if (story != null && story.serving != null && story.isReturn()) {
            // Whatever it lacked would have been told before this.
            story = null;
            heard.clear();
        }
        if (story == null) {
            heard.put(Step.LAST_ANSWER, now.nanos());
            before = totals;
        }
    }

    /// Something on the way, from the source of the topology.
    void topology(TopologyEvent event, Moment now) {
        switch (event) {
            case TopologyEvent.Suspected _ -> first(Step.SUSPECTED, now);
            case TopologyEvent.AgreedDown _ -> first(Step.AGREED_DOWN, now);
            case TopologyEvent.Elected _ -> first(Step.ELECTED, now);
            case TopologyEvent.Announced(_, HostPort from, HostPort to) -> {
                // The slower Sentinels announce a move that is over.
                if (last == null || !(from.equals(last.from()) && to.equals(last.to()))) {
                    first(Step.ANNOUNCED, now);
                }
            }
            case TopologyEvent.Moved _, TopologyEvent.Lost _ -> {}
        }
    }

    private void first(Step step, Moment now) {
        Long earlier = heard.get(step);
        if (earlier == null || now.nanos() - earlier > RELEVANT_NANOS) {
            heard.put(step, now.nanos());
        }
    }

    /// What the pool's own watch tells.
    ///
    /// @param totals of this moment
    void pool(PoolEvent event, Moment now, Totals totals) {
        switch (event) {
            case PoolEvent.PrimaryLost(HostPort server, String reason, Duration heldBefore) -> {
                if (story != null) {
                    tellUnused(story);
                }
                story = new Told(server, reason, now.before(heldBefore));
                heard.remove(Step.NAMED);
                heard.remove(Step.FIRST_COMMAND);
            }
            case PoolEvent.PrimaryNamed(HostPort server, _, long epoch) -> {
                if (story != null) {
                    if (!server.equals(story.to)) {
                        tellUnused(story);
                        story.history = null;
                    }
                    story.to = server;
                    story.epoch = epoch;
                    heard.put(Step.NAMED, now.nanos());
                }
            }
            case PoolEvent.Serving serving -> {
                if (story != null) {
                    heard.put(Step.FIRST_COMMAND, now.nanos());
                    story.to = serving.server();
                    story.serving = serving;
                    story.after = totals;
                    endIfWhole(story);
                }
            }
        }
    }

    /// What is missing at `server`.
    void judged(HostPort server, HistoryFinding finding) {
        Told open = story;
        if (open != null && server.equals(open.to)) {
            open.history = finding;
            endIfWhole(open);
        } else if (open == null && isUnknownOf(server)) {
            Move known = Objects.requireNonNull(last);
            last = with(known, finding);
            sink.amended(known, last);
        } else if (finding.kind() == HistoryFinding.Kind.BROKEN) {
            sink.alone(server, finding);
        }
    }

    /// A finding that becomes of no move: its server was named and is not any more.
    private void tellUnused(Told told) {
        HistoryFinding history = told.history;
        if (history != null && history.kind() == HistoryFinding.Kind.BROKEN) {
            sink.alone(told.to, history);
        }
    }

    private boolean isUnknownOf(HostPort server) {
        return last != null
                && server.equals(last.to())
                && last.history().kind() == HistoryFinding.Kind.UNKNOWN;
    }

    /// A server that serves again with all it had makes no move; whether it has may show later.
    private void endIfWhole(Told told) {
        HistoryFinding history = told.history;
        PoolEvent.Serving serving = told.serving;
        if (serving == null || history == null) {
            return;
        }
        if (told.isReturn() && history.kind() != HistoryFinding.Kind.BROKEN) {
            return;
        }
        story = null;
        Move move =
                new Move(
                        pool,
                        told.from,
                        told.to,
                        told.reason,
                        told.epoch,
                        timeline(told.lost),
                        new Move.Toll(
                                serving.held(),
                                serving.longestWait(),
                                told.after.retried() - before.retried(),
                                told.after.refused() - before.refused(),
                                told.after.unanswered() - before.unanswered()),
                        history);
        last = move;
        before = told.after;
        heard.clear();
        sink.ended(move);
    }

    private Timeline timeline(Moment lost) {
        Map<Step, Duration> steps = new EnumMap<>(Step.class);
        heard.forEach((step, nanos) -> {
            if (lost.nanos() - nanos <= RELEVANT_NANOS) {
                steps.put(step, Duration.ofNanos(nanos - lost.nanos()));
            }
        });
        return new Timeline(lost.wall(), steps);
    }

    private static Move with(Move move, HistoryFinding finding) {
        return new Move(
                move.pool(),
                move.from(),
                move.to(),
                move.reason(),
                move.epoch(),
                move.timeline(),
                move.toll(),
                finding);
    }
}
