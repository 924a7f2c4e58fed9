package dev.redoubt.config;

import dev.redoubt.config.Syntax.Range;

import java.nio.charset.StandardCharsets;

/// `host:port` of servers, and the addresses to listen on.
final class Endpoints {
    private static final String UNIX_PREFIX = "unix:";

    /// `sun_path` of Linux has 108 bytes, the last of which is zero.
    private static final int MAX_UNIX_PATH_BYTES = 107;

    /// A server to connect to.
    static final Syntax<HostPort> SERVER =
            endpoint("host:port, such as 10.0.0.4:6379", new Range(1, 65535));

    /// A Sentinel to connect to.
    static final Syntax<HostPort> SENTINEL =
            endpoint("host:port, such as 10.0.0.4:26379", new Range(1, 65535));

    /// A TCP address to listen on; port 0 asks the system for a free one.
    static final Syntax<HostPort> LISTEN_TCP =
            endpoint("host:port, such as 127.0.0.1:9380", new Range(0, 65535));

    /// Any address to listen on.
    static final Syntax<ListenAddress> LISTEN = listen();

    private Endpoints() {}

    private static Syntax<HostPort> endpoint(String expected, Range ports) {
        return new Syntax<>(expected, text -> hostPort(text, expected, ports));
    }

    private static Parsed<HostPort> hostPort(String text, String expected, Range ports) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || text.indexOf('/') >= 0) {
            return new Parsed.Bad<>(expected);
        }
        String host = text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!Hosts.isIpv6(host)) {
                return new Parsed.Bad<>("an IPv6 address in the brackets, such as [::1]:6379");
            }
        } else if (host.indexOf(':') >= 0) {
            return new Parsed.Bad<>("an IPv6 address in brackets, such as [::1]:6379");
        } else if (!Hosts.isIpv4OrName(host)) {
            return new Parsed.Bad<>("an address or a host name before the port");
        }
        return Syntax.integer(ports).parse(port) instanceof Parsed.Good<Integer>(Integer number)
                ? new Parsed.Good<>(new HostPort(host, number))
                : new Parsed.Bad<>("a port from " + ports.least() + " to " + ports.most());
    }

    private static Syntax<ListenAddress> listen() {
        String expected = "host:port, such as 0.0.0.0:6379, or unix:/path";
        Syntax<HostPort> tcp = endpoint(expected, new Range(0, 65535));
        return new Syntax<>(
                expected,
                text ->
                        text.startsWith(UNIX_PREFIX)
                                ? unix(text.substring(UNIX_PREFIX.length()))
                                : tcp.parse(text).map(ListenAddress.Tcp::new));
    }

    private static Parsed<ListenAddress> unix(String path) {
        boolean isFile = path.startsWith("/") && !path.endsWith("/");
        if (!isFile || path.chars().anyMatch(Character::isISOControl)) {
            return new Parsed.Bad<>("an absolute path, such as unix:/run/redoubt/orders.sock");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_UNIX_PATH_BYTES) {
            return new Parsed.Bad<>("a path of at most " + MAX_UNIX_PATH_BYTES + " bytes");
        }
        return new Parsed.Good<>(new ListenAddress.Unix(path));
    }
}
