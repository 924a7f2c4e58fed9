package dev.redoubt.admin;

import com.sun.net.httpserver.HttpExchange;

import dev.redoubt.operate.Answer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The answer to an order as lines of text: one for each step while it happens, and a last one that
/// begins with `done: ` or `failed: ` where there were steps. Without any, the HTTP status says it.
///
/// Whoever listens may go away: what was begun goes on.
final class StepLines implements Consumer<String> {
    private static final Logger log = LoggerFactory.getLogger(StepLines.class);

    private final HttpExchange exchange;
    private boolean begun;
    private boolean gone;

    StepLines(HttpExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void accept(String line) {
        if (gone) {
            return;
        }
        try {
            if (!begun) {
                begun = true;
                Page.begin(exchange);
            }
            exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            gone = true;
            log.info("admin: nobody hears any more what an order comes to: {}", e.toString());
        }
    }

    /// Tells what became of it.
    void end(Answer answer) throws IOException {
        if (begun) {
            accept((answer.isDone() ? "done: " : "failed: ") + answer.words());
        } else {
            Page.text(AnswerPage.status(answer), answer.words() + "\n").send(exchange);
        }
    }
}
