package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.HistoryVerdict;
import dev.redoubt.pool.MoveStory.Moment;
import dev.redoubt.pool.MoveStory.Totals;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.Move.HistoryFinding;
import dev.redoubt.snapshot.MoveFigures;
import dev.redoubt.snapshot.MoveJournal;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.topology.TopologyEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.function.Supplier;

/// Tells the moves of one pool: to the log, one line each, to the node's journal and to the
/// metrics. Control loop only, but for the figures.
final class Chronicle implements MoveStory.Sink {
    private static final Logger log = LoggerFactory.getLogger(Chronicle.class);

    private final String pool;
    private final MoveJournal journal;
    private final Supplier<Totals> totals;
    private final MoveStory story;
    private volatile MoveFigures figures = MoveFigures.NONE;

    /// @param totals of the pool now
    Chronicle(String pool, MoveJournal journal, Supplier<Totals> totals) {
        this.pool = pool;
        this.journal = journal;
        this.totals = totals;
        story = new MoveStory(pool, this);
    }

    private static Moment now() {
        return new Moment(System.nanoTime(), Instant.now());
    }

    /// The primary in use answered.
    void answered() {
        story.answered(now(), totals.get());
    }

    /// What the source of the topology tells on the way.
    void heard(TopologyEvent event) {
        story.topology(event, now());
    }

    /// What the pool's watch tells.
    void heard(PoolEvent event) {
        story.pool(event, now(), totals.get());
    }

    /// What `server` lacks.
    void judged(HostPort server, HistoryVerdict verdict) {
        story.judged(server, finding(verdict));
    }

    private static HistoryFinding finding(HistoryVerdict verdict) {
        HistoryFinding.Kind kind =
                switch (verdict) {
                    case HistoryVerdict.Unknown _ -> HistoryFinding.Kind.UNKNOWN;
                    case HistoryVerdict.Compared _, HistoryVerdict.Restarted _ ->
                            verdict.isBreak()
                                    ? HistoryFinding.Kind.BROKEN
                                    : HistoryFinding.Kind.WHOLE;
                };
        return new HistoryFinding(kind, verdict.key(), verdict.missingBytes(), verdict.words());
    }

    @Override
    public void ended(Move move) {
        figures = figures.with(move);
        journal.add(move);
        if (move.history().kind() == HistoryFinding.Kind.BROKEN) {
            log.warn("pool {}: {}", pool, move.words());
        } else {
            log.info("pool {}: {}", pool, move.words());
        }
    }

    @Override
    public void amended(Move before, Move after) {
        figures = figures.with(after.history());
        journal.amend(before, after);
        tell(after.to(), after.history());
    }

    @Override
    public void alone(HostPort server, HistoryFinding finding) {
        tell(server, finding);
    }

    private void tell(HostPort server, HistoryFinding finding) {
        switch (finding.kind()) {
            case BROKEN -> log.warn("pool {}: {}: {}", pool, server, finding.words());
            case WHOLE -> log.info("pool {}: {}: {}", pool, server, finding.words());
            case UNKNOWN -> {}
        }
    }

    /// From any thread.
    MoveFigures figures() {
        return figures;
    }
}
