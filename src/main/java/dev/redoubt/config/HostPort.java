package dev.redoubt.config;

import java.util.Optional;

/// A TCP endpoint as the file or a Sentinel names it; the host may be a name, an IPv4 or an IPv6
/// address (without brackets). An address has one spelling here, however it was written (RFC 5952),
/// so that equal endpoints are equal values. Never resolved here.
public record HostPort(String host, int port) {
    public HostPort {
        host = Hosts.spelled(host);
    }

    /// Reads `host:port` of a server as the file has it; empty if it is none.
    public static Optional<HostPort> of(String text) {
        return Endpoints.SERVER.parse(text) instanceof Parsed.Good<HostPort>(HostPort good)
                ? Optional.of(good)
                : Optional.empty();
    }

    /// The same for all names of one endpoint, in capitals or not. Names stay names.
    public HostPort canonical() {
        return new HostPort(Hosts.canonical(host), port);
    }

    /// `host:port`, IPv6 in brackets, as the file writes it.
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
