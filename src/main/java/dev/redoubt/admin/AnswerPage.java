package dev.redoubt.admin;

import dev.redoubt.operate.Answer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of an order, for programs.
final class AnswerPage {
    private AnswerPage() {}

    /// The HTTP status code.
    static int status(Answer answer) {
        return switch (answer) {
            case Answer.Paused _,
                    Answer.Resumed _,
                    Answer.LossAccepted _,
                    Answer.Moved _,
                    Answer.Movable _ ->
                    200;
            case Answer.Everywhere(Answer here, _, var missing) ->
                    missing.isEmpty() || !here.isDone() ? status(here) : 504;
            case Answer.Unknown _ -> 404;
            case Answer.Unreached _,
                    Answer.AlreadyPaused _,
                    Answer.BeingMoved _,
                    Answer.NotPaused _,
                    Answer.NothingLost _,
                    Answer.Refused _ ->
                    409;
            case Answer.MovedInPart _, Answer.NotMoved _ -> 500;
            case Answer.Unanswered _ -> 504;
        };
    }

    /// @param steps what was told on the way
    static Json described(Answer answer, List<String> steps) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("pool", new Json.Text(answer.pool()));
        members.put("result", new Json.Text(result(answer)));
        members.put("words", new Json.Text(answer.words()));
        switch (answer) {
            case Answer.Paused(_, var until, var limit) -> {
                members.put("until", Json.Text.of(until));
                members.put("limit_ms", new Json.Whole(limit.toMillis()));
            }
            case Answer.Everywhere(Answer here, var confirmed, var missing) -> {
                if (here instanceof Answer.Paused(_, var until, var limit)) {
                    members.put("until", Json.Text.of(until));
                    members.put("limit_ms", new Json.Whole(limit.toMillis()));
                }
                members.put("confirmed", texts(confirmed));
                members.put("missing", texts(missing));
            }
            case Answer.Unreached(_, var why) -> members.put("reason", new Json.Text(why));
            case Answer.AlreadyPaused(_, var until) -> members.put("until", Json.Text.of(until));
            case Answer.BeingMoved(_, var until) -> members.put("until", Json.Text.of(until));
            case Answer.Resumed(_, var lasted) ->
                    members.put("lasted_ms", new Json.Whole(lasted.toMillis()));
            case Answer.Unknown(_, var known) -> members.put("known", texts(known));
            case Answer.Moved(_, var from, var to, var held) -> {
                members.put("from", new Json.Text(from.toString()));
                members.put("to", new Json.Text(to.toString()));
                members.put("held_ms", new Json.Whole(held.toMillis()));
            }
            case Answer.MovedInPart(_, var from, var to, var held, var left) -> {
                members.put("from", new Json.Text(from.toString()));
                members.put("to", new Json.Text(to.toString()));
                members.put("held_ms", new Json.Whole(held.toMillis()));
                members.put("left", texts(left));
            }
            case Answer.Movable(_, var from, var to) -> {
                members.put("from", new Json.Text(from.toString()));
                members.put("to", new Json.Text(to.toString()));
            }
            case Answer.Refused(_, var obstacles) -> members.put("obstacles", texts(obstacles));
            case Answer.NotMoved(_, var reason, var state) -> {
                members.put("reason", new Json.Text(reason));
                members.put("state", new Json.Text(state));
            }
            case Answer.LossAccepted(_, var server, var loss) -> {
                members.put("server", new Json.Text(server));
                members.put("loss", new Json.Text(loss));
            }
            case Answer.NotPaused _, Answer.NothingLost _, Answer.Unanswered _ -> {}
        }
        if (!steps.isEmpty()) {
            members.put("steps", texts(steps.stream().map(String::strip).toList()));
        }
        return new Json.Members(members);
    }

    private static Json texts(List<String> lines) {
        return new Json.Items(lines.stream().map(Json.Text::new).toList());
    }

    private static String result(Answer answer) {
        return switch (answer) {
            case Answer.Paused _ -> "paused";
            case Answer.Everywhere(Answer here, _, var missing) ->
                    here.isDone() && !missing.isEmpty() ? "not-everywhere" : result(here);
            case Answer.Unreached _ -> "unreached";
            case Answer.AlreadyPaused _ -> "already-paused";
            case Answer.BeingMoved _ -> "being-moved";
            case Answer.Resumed _ -> "resumed";
            case Answer.NotPaused _ -> "not-paused";
            case Answer.LossAccepted _ -> "loss-accepted";
            case Answer.NothingLost _ -> "nothing-lost";
            case Answer.Moved _ -> "moved";
            case Answer.MovedInPart _ -> "moved-in-part";
            case Answer.Movable _ -> "movable";
            case Answer.Refused _ -> "refused";
            case Answer.NotMoved _ -> "not-moved";
            case Answer.Unknown _ -> "unknown-pool";
            case Answer.Unanswered _ -> "unanswered";
        };
    }
}
