package dev.redoubt.topology;

import dev.redoubt.config.HostPort;
import dev.redoubt.resp.RespValue;

import java.util.List;

/// What one server last said about itself.
sealed interface RoleClaim {
    /// No probe has ended yet.
    record Unasked() implements RoleClaim {}

    /// ROLE answered `master`.
    record Primary() implements RoleClaim {}

    /// ROLE answered `slave`.
    ///
    /// @param of its primary, as reachable from here
    record Replica(HostPort of) implements RoleClaim {}

    /// ROLE answered something else (`sentinel` when the file names the wrong port).
    record Other(String role) implements RoleClaim {}

    /// It answered with an error, or not at all.
    record Unusable(String words) implements RoleClaim {}

    /// A script runs, and the server says nothing else until it is over: it is what it was.
    record Busy(String words) implements RoleClaim {}

    /// Whether the server told a role.
    default boolean isRole() {
        return switch (this) {
            case Primary _, Replica _, Other _ -> true;
            case Unasked _, Unusable _, Busy _ -> false;
        };
    }

    /// Reads the reply to ROLE.
    static RoleClaim of(RespValue reply, Addresses addresses) {
        if (reply instanceof RespValue.ErrorReply error) {
            return error.message().startsWith("BUSY ")
                    ? new Busy(error.message())
                    : new Unusable(error.message());
        }
        List<RespValue> parts = reply.elements();
        String role = parts.isEmpty() ? "" : parts.getFirst().text().orElse("");
        return switch (role) {
            case "master" -> new Primary();
            case "slave" -> replica(parts, addresses);
            case "" -> new Unusable("ROLE answered no role");
            default -> new Other(role);
        };
    }

    private static RoleClaim replica(List<RespValue> parts, Addresses addresses) {
        if (parts.size() >= 3 && parts.get(2) instanceof RespValue.IntegerReply(long port)) {
            String host = parts.get(1).text().orElse("");
            return new Replica(addresses.reachable(new HostPort(host, (int) port)));
        }
        return new Other("slave");
    }
}
