package dev.redoubt.admin;

import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.Timeline;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells the last moves of the pools' primaries, the newest first.
final class Moves {
    private final Supplier<List<Move>> moves;

    Moves(Supplier<List<Move>> moves) {
        this.moves = moves;
    }

    Page page() {
        List<Json> described = moves.get().stream().map(Moves::described).toList();
        Json body = new Json.Members(Map.of("moves", new Json.Items(described)));
        return Page.json(200, body);
    }

    private static Json described(Move move) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("pool", new Json.Text(move.pool()));
        members.put("from", Json.Text.of(move.from()));
        members.put("to", Json.Text.of(move.to()));
        members.put("reason", new Json.Text(move.reason()));
        members.put("epoch", new Json.Whole(move.epoch()));
        members.put("pause_ms", new Json.Whole(move.pause().toMillis()));
        members.put("timeline", timeline(move.timeline()));
        members.put("held", new Json.Whole(move.toll().held()));
        members.put("longest_wait_ms", new Json.Whole(move.toll().longestWait().toMillis()));
        members.put("retried", new Json.Whole(move.toll().retried()));
        members.put("refused", new Json.Whole(move.toll().refused()));
        members.put("unanswered", new Json.Whole(move.toll().unanswered()));
        members.put("history", history(move.history()));
        return new Json.Members(members);
    }

    /// What was not seen is null.
    private static Json timeline(Timeline timeline) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("lost", Json.Text.of(timeline.lost()));
        for (Timeline.Step step : Timeline.Step.values()) {
            Optional<Instant> at = timeline.at(step);
            members.put(
                    step.name().toLowerCase(Locale.ROOT),
                    at.<Json>map(Json.Text::of).orElse(new Json.Nothing()));
        }
        return new Json.Members(members);
    }

    private static Json history(Move.HistoryFinding history) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("verdict", new Json.Text(history.key()));
        members.put("missing_bytes_at_least", new Json.Whole(history.missingBytes()));
        members.put("words", new Json.Text(history.words()));
        return new Json.Members(members);
    }
}
