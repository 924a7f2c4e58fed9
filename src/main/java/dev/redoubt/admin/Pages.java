package dev.redoubt.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/// Finds the page for a path and sends it. All there is here can be read only: GET and HEAD.
final class Pages implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(Pages.class);
    private static final String LIST =
            """
            /health   is every pool served? 200 or 503, with the reasons (JSON)
            /metrics  counters and gauges (Prometheus)
            /moves    the last moves of the primaries, newest first (JSON)
            /status   the pools, and which links their clients take (JSON, or text)

            POST /pools/NAME/pause    hold the commands of a pool, for a while
            POST /pools/NAME/resume   let them go on
            POST /pools/NAME/failover move the primary to a replica
            POST /pools/NAME/accept-loss  go on with a primary that lacks acknowledged writes
            POST /vips/NAME/leave     give virtual addresses to another node; /vips/leave: all
            POST /vips/NAME/return    take part with them again
            """;

    private final Map<String, Supplier<Page>> pages;
    private final Map<String, Supplier<Page>> texts;

    Pages(Health health, Metrics metrics, Moves moves, Status status) {
        pages =
                Map.of(
                        "/", () -> Page.text(200, "Redoubt " + Build.version() + "\n\n" + LIST),
                        "/health", health::page,
                        "/metrics", metrics::page,
                        "/moves", moves::page,
                        "/status", status::page);
        texts = Map.of("/status", status::lines);
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
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        Supplier<Page> page = pages.get(path);
        if (Page.isTextAsked(exchange)) {
            page = texts.getOrDefault(path, page);
        }
        if (page == null) {
            return Page.text(
                    404, "path: " + path + " (expected: /health, /metrics, /moves or /status)\n");
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Page.text(405, "method: " + method + " (expected: GET or HEAD)\n");
        }
        try {
            return page.get();
        } catch (RuntimeException e) {
            log.error("admin: {} failed", path, e);
            return Page.text(500, path + ": failed inside Redoubt; its log says why\n");
        }
    }
}
