package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.pool.MoveStory.Moment;
import dev.redoubt.pool.MoveStory.Totals;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.Move.HistoryFinding;
import dev.redoubt.snapshot.Move.HistoryFinding.Kind;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.snapshot.Timeline.Step;
import dev.redoubt.topology.TopologyEvent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is told on the way, and the move that it makes. Times are milliseconds.
final class MoveStoryTest {
    private static final HostPort A = new HostPort("10.0.0.1", 6379);
    private static final HostPort B = new HostPort("10.0.0.2", 6379);
    private static final HostPort S = new HostPort("10.0.0.9", 26379);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final HistoryFinding WHOLE = new HistoryFinding(Kind.WHOLE, "complete", 0, "");
    private static final HistoryFinding UNKNOWN =
            new HistoryFinding(Kind.UNKNOWN, "unknown", 0, "who knows");
    private static final HistoryFinding MISSING =
            new HistoryFinding(Kind.BROKEN, "missing", 9, "9 missing");

    private final List<Move> moves = new ArrayList<>();
    private final List<Move> amended = new ArrayList<>();
    private final List<String> alone = new ArrayList<>();
    private final MoveStory story =
            new MoveStory(
                    "orders",
                    new MoveStory.Sink() {
                        @Override
                        public void ended(Move move) {
                            moves.add(move);
                        }

                        @Override
                        public void amended(Move before, Move after) {
                            assertEquals(moves.getLast(), before);
                            amended.add(after);
                        }

                        @Override
                        public void alone(HostPort server, HistoryFinding finding) {
                            alone.add(server.host() + ": " + finding.words());
                        }
                    });

    private static Moment at(long millis) {
        return new Moment(millis * 1_000_000 - 5, START.plusMillis(millis));
    }

    private void lost(HostPort server, long millis) {
        story.pool(
                new PoolEvent.PrimaryLost(server, "refused", Duration.ZERO),
                at(millis),
                Totals.ZERO);
    }

    private void named(HostPort server, long millis) {
        story.pool(new PoolEvent.PrimaryNamed(server, Optional.of(A), 4), at(millis), Totals.ZERO);
    }

    private void serving(HostPort server, long millis, Totals totals) {
        story.pool(
                new PoolEvent.Serving(server, Optional.of(A), 6, Duration.ofMillis(70)),
                at(millis),
                totals);
    }

    private void heard(TopologyEvent event, long millis) {
        story.topology(event, at(millis));
    }

    private Map<Step, Long> steps() {
        return moves.getLast().timeline().steps().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, step -> step.getValue().toMillis()));
    }

    /// Commands wait from the beginning of a planned move, long before another one is named.
    @Test
    void aPlannedMoveBeginsWithItsHold() {
        story.pool(
                new PoolEvent.PrimaryLost(A, "moved", Duration.ofMillis(350)),
                at(1000),
                Totals.ZERO);
        named(B, 1001);
        story.judged(B, WHOLE);
        serving(B, 1090, Totals.ZERO);
        assertEquals(START.plusMillis(650), moves.getFirst().timeline().lost());
        assertEquals(Map.of(Step.NAMED, 351L, Step.FIRST_COMMAND, 440L), steps());
    }

    @Test
    void aFailoverIsToldWhole() {
        story.answered(at(400), new Totals(1, 2, 3));
        lost(A, 1000);
        heard(new TopologyEvent.Suspected(S), 2000);
        heard(new TopologyEvent.Suspected(S), 2010);
        heard(new TopologyEvent.AgreedDown(S), 2020);
        heard(new TopologyEvent.Elected(S), 2050);
        heard(new TopologyEvent.Announced(S, A, B), 2400);
        named(B, 2410);
        story.judged(B, WHOLE);
        assertTrue(moves.isEmpty());
        serving(B, 2420, new Totals(5, 2, 7));

        Move move = moves.getFirst();
        assertEquals(A, move.from());
        assertEquals(B, move.to());
        assertEquals(4, move.epoch());
        assertEquals(START.plusMillis(1000), move.timeline().lost());
        assertEquals(
                Map.of(
                        Step.LAST_ANSWER, -600L,
                        Step.SUSPECTED, 1000L,
                        Step.AGREED_DOWN, 1020L,
                        Step.ELECTED, 1050L,
                        Step.ANNOUNCED, 1400L,
                        Step.NAMED, 1410L,
                        Step.FIRST_COMMAND, 1420L),
                steps());
        assertEquals(new Move.Toll(6, Duration.ofMillis(70), 4, 0, 4), move.toll());
        assertEquals(WHOLE, move.history());
        assertEquals(
                "moved from 10.0.0.1:6379 to 10.0.0.2:6379 (epoch 4): paused 1420 ms (refused;"
                        + " last answer -600 ms, suspected +1000 ms, agreed down +1020 ms,"
                        + " leader elected +1050 ms, announced +1400 ms, named +1410 ms);"
                        + " 6 clients waited, at most 70 ms; 4 retried, 0 refused, 4 unanswered; ",
                move.words());
    }

    @Test
    void aHungPrimaryIsSuspectedBeforeItIsLost() {
        heard(new TopologyEvent.Suspected(S), 500);
        heard(new TopologyEvent.Announced(S, A, B), 900);
        lost(A, 1000);
        named(B, 1000);
        serving(B, 1030, Totals.ZERO);
        assertTrue(moves.isEmpty());
        story.judged(B, MISSING);
        assertEquals(
                Map.of(
                        Step.SUSPECTED, -500L,
                        Step.ANNOUNCED, -100L,
                        Step.NAMED, 0L,
                        Step.FIRST_COMMAND, 30L),
                steps());
        assertEquals(MISSING, moves.getFirst().history());
    }

    @Test
    void whatWasHeardLongAgoIsLeftOut() {
        heard(new TopologyEvent.Suspected(S), 1000);
        lost(A, 100_000);
        heard(new TopologyEvent.Suspected(S), 101_000);
        named(B, 102_000);
        story.judged(B, WHOLE);
        serving(B, 102_000, Totals.ZERO);
        assertEquals(1000L, steps().get(Step.SUSPECTED));
    }

    @Test
    void aSlowSentinelAnnouncesNoNextMove() {
        lost(A, 0);
        named(B, 10);
        story.judged(B, WHOLE);
        serving(B, 20, Totals.ZERO);
        heard(new TopologyEvent.Announced(S, A, B), 30);
        lost(B, 1000);
        named(A, 1010);
        story.judged(A, WHOLE);
        serving(A, 1020, Totals.ZERO);
        assertEquals(2, moves.size());
        assertEquals(Map.of(Step.NAMED, 10L, Step.FIRST_COMMAND, 20L), steps());
    }

    @Test
    void aConnectionThatBrokeIsNoMove() {
        lost(A, 0);
        serving(A, 20, Totals.ZERO);
        story.answered(at(500), Totals.ZERO);
        story.judged(A, WHOLE);
        assertTrue(moves.isEmpty());
        lost(A, 1000);
        named(B, 1010);
        story.judged(B, WHOLE);
        serving(B, 1020, Totals.ZERO);
        assertEquals(
                Map.of(Step.LAST_ANSWER, -500L, Step.NAMED, 10L, Step.FIRST_COMMAND, 20L), steps());
    }

    @Test
    void aServerThatCameBackEmptyIsTold() {
        HistoryFinding empty = new HistoryFinding(Kind.BROKEN, "restarted-empty", 0, "empty");
        lost(A, 0);
        serving(A, 300, Totals.ZERO);
        story.judged(A, empty);
        Move move = moves.getFirst();
        assertEquals(A, move.from());
        assertEquals(A, move.to());
        assertEquals(Duration.ofMillis(300), move.pause());
        assertTrue(move.words().startsWith("back at 10.0.0.1:6379: paused 300 ms"), move.words());
        lost(A, 1000);
        story.judged(A, empty);
        serving(A, 1300, Totals.ZERO);
        assertEquals(2, moves.size());
    }

    @Test
    void whatIsFoundLaterAmendsTheMove() {
        lost(A, 0);
        named(B, 10);
        story.judged(B, UNKNOWN);
        serving(B, 20, Totals.ZERO);
        story.judged(A, MISSING);
        assertTrue(amended.isEmpty());
        assertEquals(List.of("10.0.0.1: 9 missing"), alone);
        story.judged(B, MISSING);
        assertEquals(MISSING, amended.getFirst().history());
        story.judged(B, WHOLE);
        assertEquals(1, amended.size());
    }

    @Test
    void ofServersNamedOnTheWayTheLastCounts() {
        HostPort c = new HostPort("10.0.0.3", 6379);
        lost(A, 0);
        named(B, 10);
        story.judged(B, MISSING);
        named(c, 500);
        story.judged(c, WHOLE);
        serving(c, 520, Totals.ZERO);
        assertEquals(c, moves.getFirst().to());
        assertEquals(WHOLE, moves.getFirst().history());
        assertEquals(500L, steps().get(Step.NAMED));
        assertEquals(List.of("10.0.0.2: 9 missing"), alone);
    }

    @Test
    void whatIsMissingWithoutAnyLossIsToldAlone() {
        story.answered(at(400), Totals.ZERO);
        story.judged(A, WHOLE);
        story.judged(A, MISSING);
        assertTrue(moves.isEmpty());
        assertEquals(List.of("10.0.0.1: 9 missing"), alone);
    }

    @Test
    void aServerNamedTwiceOnTheWayIsJudgedOnce() {
        lost(A, 0);
        named(B, 10);
        story.judged(B, MISSING);
        named(B, 500);
        serving(B, 520, Totals.ZERO);
        assertEquals(MISSING, moves.getFirst().history());
        assertEquals(List.of(), alone);
    }
}
