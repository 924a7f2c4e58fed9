package dev.redoubt.peers;

import java.util.List;

/// Where the servers and Sentinels of a test listen, and as what they announce themselves.
///
/// @param bind a local address
/// @param announced the same, or a name of it
public record Naming(String bind, String announced) {
    public static final Naming IPV4 = new Naming("127.0.0.1", "127.0.0.1");
    public static final Naming IPV6 = new Naming("::1", "::1");
    public static final Naming BY_NAME = new Naming("127.0.0.1", "localhost");

    private boolean isByName() {
        return !bind.equals(announced);
    }

    /// More arguments of redis-server.
    List<String> serverArguments() {
        return isByName() ? List.of("--replica-announce-ip", announced) : List.of();
    }

    /// More lines of a Sentinel's file, in front of the others.
    String sentinelLines() {
        return isByName()
                ? "sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n"
                        + "sentinel announce-ip "
                        + announced
                        + "\n"
                : "";
    }
}
