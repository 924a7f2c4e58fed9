package dev.redoubt.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Desk;
import dev.redoubt.operate.Request;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Takes what operators order: `POST /pools/NAME/pause`, `/resume`, `/accept-loss`. Answers in
/// JSON, or with a line of text for whoever accepts that only.
final class Orders implements HttpHandler {
    static final String PREFIX = "/pools/";

    private static final Logger log = LoggerFactory.getLogger(Orders.class);
    private static final Map<String, Function<String, Request>> ORDERS =
            Map.of(
                    "pause",
                    Request.Pause::new,
                    "resume",
                    Request.Resume::new,
                    "accept-loss",
                    Request.AcceptLoss::new);

    private final Desk desk;

    Orders(Desk desk) {
        this.desk = desk;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        // A connection whose request body nobody asked for is not used again.
        exchange.getRequestBody();
        try (exchange) {
            page(exchange).send(exchange);
        }
    }

    private Page page(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        int slash = path.lastIndexOf('/');
        Function<String, Request> order = ORDERS.get(path.substring(slash + 1));
        if (order == null || slash <= PREFIX.length()) {
            return Page.text(
                    404,
                    "path: "
                            + path
                            + " (expected: /pools/NAME/pause, /pools/NAME/resume or"
                            + " /pools/NAME/accept-loss)\n");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return Page.text(405, "method: " + method + " (expected: POST)\n");
        }
        // Any page in an operator's browser could send it, past every firewall.
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (origin != null) {
            return Page.text(403, "origin: " + origin + " (expected: none, no browser)\n");
        }
        try {
            Answer answer = desk.ask(order.apply(path.substring(PREFIX.length(), slash)));
            return Page.isTextAsked(exchange)
                    ? Page.text(status(answer), answer.words() + "\n")
                    : Page.json(status(answer), described(answer));
        } catch (RuntimeException e) {
            log.error("admin: {} failed", path, e);
            return Page.text(500, path + ": failed inside Redoubt; its log says why\n");
        }
    }

    private static int status(Answer answer) {
        return switch (answer) {
            case Answer.Paused _, Answer.Resumed _, Answer.LossAccepted _ -> 200;
            case Answer.Unknown _ -> 404;
            case Answer.AlreadyPaused _, Answer.NotPaused _, Answer.NothingLost _ -> 409;
            case Answer.Unanswered _ -> 504;
        };
    }

    private static Json described(Answer answer) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("pool", new Json.Text(answer.pool()));
        members.put("result", new Json.Text(result(answer)));
        members.put("words", new Json.Text(answer.words()));
        switch (answer) {
            case Answer.Paused(_, var until, var limit) -> {
                members.put("until", Json.Text.of(until));
                members.put("limit_ms", new Json.Whole(limit.toMillis()));
            }
            case Answer.AlreadyPaused(_, var until) -> members.put("until", Json.Text.of(until));
            case Answer.Resumed(_, var lasted) ->
                    members.put("lasted_ms", new Json.Whole(lasted.toMillis()));
            case Answer.Unknown(_, var known) ->
                    members.put(
                            "known", new Json.Items(known.stream().map(Json.Text::new).toList()));
            case Answer.LossAccepted(_, var server, var loss) -> {
                members.put("server", new Json.Text(server));
                members.put("loss", new Json.Text(loss));
            }
            case Answer.NotPaused _, Answer.NothingLost _, Answer.Unanswered _ -> {}
        }
        return new Json.Members(members);
    }

    private static String result(Answer answer) {
        return switch (answer) {
            case Answer.Paused _ -> "paused";
            case Answer.AlreadyPaused _ -> "already-paused";
            case Answer.Resumed _ -> "resumed";
            case Answer.NotPaused _ -> "not-paused";
            case Answer.LossAccepted _ -> "loss-accepted";
            case Answer.NothingLost _ -> "nothing-lost";
            case Answer.Unknown _ -> "unknown-pool";
            case Answer.Unanswered _ -> "unanswered";
        };
    }
}
