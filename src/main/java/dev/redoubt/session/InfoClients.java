package dev.redoubt.session;

import dev.redoubt.net.OwnConnections;

import java.net.SocketAddress;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `connected_clients` of INFO with this pool's clients in it instead of Redoubt's connections
/// (<https://redis.io/docs/latest/commands/info/>).
final class InfoClients {
    private static final Pattern LINE = Pattern.compile("(?m)^connected_clients:(\\d{1,18})");

    private InfoClients() {}

    /// INFO's reply as this pool's clients should read it.
    static byte[] rewritten(byte[] reply, SessionContext context) {
        long more = context.allClients() - ownConnections(context);
        return TextReply.changed(reply, text -> rewritten(text, more));
    }

    private static long ownConnections(SessionContext context) {
        OwnConnections links = context.backend().connections();
        Set<SocketAddress> servers = links.remotes();
        return links.count(servers) + OwnConnections.control().count(servers);
    }

    /// The text with so many more clients (or less). Counted a moment apart, they may not fit:
    /// whoever asks is one.
    static String rewritten(String text, long more) {
        Matcher line = LINE.matcher(text);
        return line.find()
                ? text.substring(0, line.start(1))
                        + Math.max(1, Long.parseLong(line.group(1)) + more)
                        + text.substring(line.end(1))
                : text;
    }
}
