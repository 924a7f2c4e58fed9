package dev.redoubt.admin;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;

import dev.redoubt.config.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Lets in who knows the password: HTTP Basic with any user name (RFC 7617), or a Bearer token (RFC
/// 6750).
final class PasswordFilter extends Filter {
    private static final byte[] REFUSAL =
            "password: missing or wrong (expected: admin.password, as Basic or Bearer)\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final byte[] expected;

    PasswordFilter(Secret password) {
        expected = password.value().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (admits(exchange.getRequestHeaders().getFirst("Authorization"))) {
            chain.doFilter(exchange);
        } else {
            refuse(exchange);
        }
    }

    /// Whether this Authorization header carries the password. The time it takes does not depend on
    /// how much of it is right.
    boolean admits(@Nullable String authorization) {
        byte @Nullable [] given = authorization == null ? null : given(authorization);
        return given != null && MessageDigest.isEqual(given, expected);
    }

    private static byte @Nullable [] given(String authorization) {
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return null;
        }
        String rest = authorization.substring(space + 1).strip();
        return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
            // Header bytes arrive as Latin-1 characters.
            case "bearer" -> rest.getBytes(StandardCharsets.ISO_8859_1);
            case "basic" -> passwordOf(rest);
            default -> null;
        };
    }

    private static byte @Nullable [] passwordOf(String userAndPassword) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(userAndPassword);
        } catch (IllegalArgumentException _) {
            return null;
        }
        String text = new String(decoded, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        return colon < 0 ? null : text.substring(colon + 1).getBytes(StandardCharsets.UTF_8);
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.getRequestBody();
        try (exchange) {
            var headers = exchange.getResponseHeaders();
            headers.put(
                    "WWW-Authenticate",
                    List.of(
                            "Basic realm=\"redoubt\", charset=\"UTF-8\"",
                            "Bearer realm=\"redoubt\""));
            headers.set("Content-Type", "text/plain; charset=utf-8");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(401, -1);
            } else {
                exchange.sendResponseHeaders(401, REFUSAL.length);
                exchange.getResponseBody().write(REFUSAL);
            }
        }
    }

    @Override
    public String description() {
        return "asks for the admin password";
    }
}
