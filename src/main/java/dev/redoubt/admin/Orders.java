package dev.redoubt.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Desk;
import dev.redoubt.operate.Request;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Takes what operators order: `POST /pools/NAME/pause?writes&everywhere`, `/resume?everywhere`,
/// `/accept-loss` and `/failover?to=HOST:PORT&dry-run`. Answers in JSON, or in lines of text for
/// whoever accepts that only.
final class Orders implements HttpHandler {
    static final String PREFIX = "/pools/";

    private static final Logger log = LoggerFactory.getLogger(Orders.class);

    private final Desk desk;

    Orders(Desk desk) {
        this.desk = desk;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        // A connection whose request body nobody asked for is not used again.
        exchange.getRequestBody();
        try (exchange) {
            Page refusal = refusal(exchange);
            if (refusal == null) {
                carryOut(exchange);
            } else {
                refusal.send(exchange);
            }
        }
    }

    private static @Nullable Page refusal(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        OrderCheck.Path known =
                OrderPath.isOne(path) ? OrderCheck.Path.KNOWN : OrderCheck.Path.UNKNOWN;
        return OrderCheck.refusal(exchange, known, OrderPath.EXPECTED);
    }

    private void carryOut(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            Request request = OrderPath.request(exchange.getRequestURI());
            if (Page.isTextAsked(exchange)) {
                StepLines lines = new StepLines(exchange);
                lines.end(desk.ask(request, lines));
            } else {
                List<String> steps = new ArrayList<>();
                Answer answer = desk.ask(request, steps::add);
                Page.json(AnswerPage.status(answer), AnswerPage.described(answer, steps))
                        .send(exchange);
            }
        } catch (IllegalArgumentException e) {
            Page.text(400, e.getMessage() + "\n").send(exchange);
        } catch (RuntimeException e) {
            log.error("admin: {} failed", path, e);
            Page.text(500, path + ": failed inside Redoubt; its log says why\n").send(exchange);
        }
    }
}
