package dev.redoubt.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What a path answers.
///
/// @param status the HTTP status code
/// @param type the Content-Type
record Page(int status, String type, String body) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    /// Lines for people.
    static Page text(int status, String body) {
        return new Page(status, PLAIN, body);
    }

    /// One value for programs.
    static Page json(int status, Json body) {
        return new Page(status, "application/json", body.written() + "\n");
    }

    /// Whether whoever asks accepts text only.
    static boolean isTextAsked(HttpExchange exchange) {
        return "text/plain".equals(exchange.getRequestHeaders().getFirst("Accept"));
    }

    /// Begins an answer of lines for people, whose end is not known yet.
    static void begin(HttpExchange exchange) throws IOException {
        describe(exchange, PLAIN);
        exchange.sendResponseHeaders(200, 0);
    }

    private static void describe(HttpExchange exchange, String type) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
    }

    /// Answers the request with it.
    void send(HttpExchange exchange) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        describe(exchange, type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
