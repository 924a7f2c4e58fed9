package dev.redoubt.config;

/// A TCP endpoint as the file or a Sentinel names it; the host may be a name, an IPv4 or an IPv6
/// address (without brackets). Never resolved here.
public record HostPort(String host, int port) {
    /// One spelling for all that mean the same endpoint: IPv6 can be written in many ways, and
    /// names in capitals. Names stay names.
    public HostPort canonical() {
        return new HostPort(Hosts.canonical(host), port);
    }

    /// `host:port`, IPv6 in brackets, as the file writes it.
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
