package dev.redoubt.topology;

import dev.redoubt.resp.RespValue;

import java.util.List;

/// What one server last said about itself.
sealed interface RoleClaim {
    /// No probe has ended yet.
    record Unasked() implements RoleClaim {}

    /// ROLE answered `master`.
    record Primary() implements RoleClaim {}

    /// ROLE answered something else (`slave`, or `sentinel` when the file names the wrong port).
    record Other(String role) implements RoleClaim {}

    /// It answered with an error, or not at all.
    record Unusable(String words) implements RoleClaim {}

    /// Reads the reply to ROLE.
    static RoleClaim of(RespValue reply) {
        if (reply instanceof RespValue.ErrorReply error) {
            return new Unusable(error.message());
        }
        List<RespValue> parts = reply.elements();
        String role = parts.isEmpty() ? "" : parts.getFirst().text().orElse("");
        return switch (role) {
            case "master" -> new Primary();
            case "" -> new Unusable("ROLE answered no role");
            default -> new Other(role);
        };
    }
}
