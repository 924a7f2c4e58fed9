package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.net.Credentials;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// What Redoubt knows of one client, in the words of CLIENT LIST
/// (<https://redis.io/docs/latest/commands/client-list/>). Texts are in ISO 8859-1, as the bytes of
/// replies are read here.
///
/// @param number while the server's own number does not count
/// @param address where the client comes from
/// @param entrance where it connected to
/// @param link where its private link comes from, as the server sees it; none or unknown: empty
/// @param shared where the shared link comes from that brings its replies; none or unknown: empty
/// @param standing what it is there
/// @param name that it gave itself
record ClientFacts(
        long number,
        String address,
        String entrance,
        String link,
        String shared,
        Standing standing,
        String name,
        Identity identity,
        Duration age,
        Duration idle) {
    /// What a client is at the server.
    ///
    /// @param type as CLIENT LIST TYPE has it
    /// @param numbering whose number means the client
    record Standing(String type, Numbering numbering) {
        /// On shared links.
        static final Standing SHARED = new Standing("normal", Numbering.REDOUBT);
    }

    /// Whose number means a client.
    enum Numbering {
        /// The one here.
        REDOUBT,
        /// The server's for its private link, by which others may unblock or follow it.
        SERVER
    }

    /// The user at the server.
    String user() {
        String name =
                identity.credentials()
                        .map(Credentials::username)
                        .filter(u -> u != null)
                        .orElse("default");
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /// The fields of CLIENT LIST that are known.
    Map<String, String> fields() {
        return Map.ofEntries(
                Map.entry("id", Long.toString(number)),
                Map.entry("addr", address),
                Map.entry("laddr", entrance),
                Map.entry("name", name),
                Map.entry("age", Long.toString(age.toSeconds())),
                Map.entry("idle", Long.toString(idle.toSeconds())),
                Map.entry("db", Integer.toString(identity.database())),
                Map.entry("user", user()),
                Map.entry("resp", Integer.toString(identity.protocol())));
    }
}
