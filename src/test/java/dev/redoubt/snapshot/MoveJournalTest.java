package dev.redoubt.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.snapshot.Move.HistoryFinding;
import dev.redoubt.snapshot.Move.HistoryFinding.Kind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

final class MoveJournalTest {
    private static final HistoryFinding WHOLE = new HistoryFinding(Kind.WHOLE, "complete", 0, "");
    private static final HistoryFinding BROKEN = new HistoryFinding(Kind.BROKEN, "missing", 7, "");

    private final MoveJournal journal = new MoveJournal();

    private static Move move(int toPort, HistoryFinding history) {
        Map<Timeline.Step, Duration> steps =
                Map.of(Timeline.Step.FIRST_COMMAND, Duration.ofMillis(toPort));
        return new Move(
                "pool",
                new HostPort("a", 1),
                new HostPort("a", toPort),
                "gone",
                1,
                new Timeline(Instant.EPOCH, steps),
                new Move.Toll(0, Duration.ZERO, 0, 0, 0),
                history);
    }

    @Test
    void theLastHundredAreKeptNewestFirst() {
        for (int i = 1; i <= 250; i++) {
            journal.add(move(i, WHOLE));
        }
        assertEquals(MoveJournal.LIMIT, journal.newestFirst().size());
        assertEquals(250, journal.newestFirst().getFirst().to().port());
        assertEquals(151, journal.newestFirst().getLast().to().port());
    }

    @Test
    void aMoveIsAmendedInItsPlace() {
        journal.add(move(1, WHOLE));
        journal.add(move(2, WHOLE));
        journal.amend(move(1, WHOLE), move(1, BROKEN));
        journal.amend(move(3, WHOLE), move(3, BROKEN));
        assertEquals(List.of(move(2, WHOLE), move(1, BROKEN)), journal.newestFirst());
    }

    @Test
    void figuresAddUp() {
        MoveFigures figures =
                MoveFigures.NONE.with(move(20, BROKEN)).with(move(30, WHOLE)).with(BROKEN);
        assertEquals(new MoveFigures(Duration.ofMillis(30), 14, 2), figures);
    }

    @Test
    void aReturnToItselfIsNoPauseOfAMove() {
        MoveFigures figures = MoveFigures.NONE.with(move(20, WHOLE)).with(move(1, BROKEN));
        assertEquals(new MoveFigures(Duration.ofMillis(20), 7, 1), figures);
    }
}
