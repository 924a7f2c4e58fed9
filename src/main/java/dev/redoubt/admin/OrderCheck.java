package dev.redoubt.admin;

import com.sun.net.httpserver.HttpExchange;

import org.jspecify.annotations.Nullable;

/// What every order has to be, whatever is ordered.
final class OrderCheck {
    /// Whether there is such an order.
    enum Path {
        KNOWN,
        UNKNOWN
    }

    private OrderCheck() {}

    /// Null lets it pass.
    ///
    /// @param expected the paths that there are
    static @Nullable Page refusal(HttpExchange exchange, Path path, String expected) {
        if (path == Path.UNKNOWN) {
            return Page.text(
                    404,
                    "path: "
                            + exchange.getRequestURI().getPath()
                            + " (expected: "
                            + expected
                            + ")\n");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return Page.text(405, "method: " + method + " (expected: POST)\n");
        }
        // Any page in an operator's browser could send it, past every firewall.
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        return origin == null
                ? null
                : Page.text(403, "origin: " + origin + " (expected: none, no browser)\n");
    }
}
