package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.Timeline;
import dev.redoubt.snapshot.Timeline.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

final class MovesTest {
    private static final Move MOVE =
            new Move(
                    "orders",
                    new HostPort("10.0.0.4", 6379),
                    new HostPort("10.0.0.5", 6379),
                    "connection refused",
                    7,
                    new Timeline(
                            Instant.parse("2026-01-02T03:04:05.100Z"),
                            Map.of(
                                    Step.LAST_ANSWER, Duration.ofMillis(-300),
                                    Step.NAMED, Duration.ofMillis(1400),
                                    Step.FIRST_COMMAND, Duration.ofMillis(1410))),
                    new Move.Toll(12, Duration.ofMillis(1390), 3, 1, 2),
                    new Move.HistoryFinding(
                            Move.HistoryFinding.Kind.BROKEN,
                            "missing",
                            4096,
                            "at least 4096 bytes of the replication stream are missing"));

    @Test
    void aMoveIsToldWhole() {
        Page page = new Moves(() -> List.of(MOVE)).page();
        assertEquals(200, page.status());
        assertEquals("application/json", page.type());
        assertEquals(
                """
                {"moves":[{"pool":"orders","from":"10.0.0.4:6379","to":"10.0.0.5:6379",\
                "reason":"connection refused","epoch":7,"pause_ms":1410,\
                "timeline":{"lost":"2026-01-02T03:04:05.100Z",\
                "last_answer":"2026-01-02T03:04:04.800Z","suspected":null,"agreed_down":null,\
                "elected":null,"announced":null,"named":"2026-01-02T03:04:06.500Z",\
                "first_command":"2026-01-02T03:04:06.510Z"},\
                "held":12,"longest_wait_ms":1390,"retried":3,"refused":1,"unanswered":2,\
                "history":{"verdict":"missing","missing_bytes_at_least":4096,\
                "words":"at least 4096 bytes of the replication stream are missing"}}]}
                """,
                page.body());
        StrictJson.read(page.body());
    }

    @Test
    void withoutMovesTheListIsEmpty() {
        assertEquals("{\"moves\":[]}\n", new Moves(List::of).page().body());
    }
}
