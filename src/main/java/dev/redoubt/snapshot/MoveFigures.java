package dev.redoubt.snapshot;

import java.time.Duration;

/// What the moves of a pool come to.
///
/// @param lastPause of the last move, zero before the first
/// @param missingBytes of the replication stream that moves and restarts lost, at least
/// @param historyBreaks moves and restarts after which something was missing, or may have been
public record MoveFigures(Duration lastPause, long missingBytes, long historyBreaks) {
    /// Before the first move.
    public static final MoveFigures NONE = new MoveFigures(Duration.ZERO, 0, 0);

    /// With one more.
    public MoveFigures with(Move move) {
        Duration pause = move.from().equals(move.to()) ? lastPause : move.pause();
        return new MoveFigures(pause, missingBytes, historyBreaks).with(move.history());
    }

    /// With more of the last one's history.
    public MoveFigures with(Move.HistoryFinding finding) {
        return new MoveFigures(
                lastPause,
                missingBytes + finding.missingBytes(),
                historyBreaks + (finding.kind() == Move.HistoryFinding.Kind.BROKEN ? 1 : 0));
    }
}
