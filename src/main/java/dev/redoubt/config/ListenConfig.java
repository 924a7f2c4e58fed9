package dev.redoubt.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Where and how a pool accepts clients.
///
/// @param backlog connections that the kernel keeps until they are accepted, for each socket
/// @param tcpKeepalive a client silent for so long is asked whether it lives; zero asks never
/// @param unixMode permission bits of the unix sockets' files; empty leaves them to the umask
/// @param announce what clients are told that ask for the address; empty for the one they came to
/// @param virtual those of `addresses` that are among the file's `vips`: another node may have them
public record ListenConfig(
        List<ListenAddress> addresses,
        int backlog,
        Duration tcpKeepalive,
        OptionalInt unixMode,
        Optional<HostPort> announce,
        Set<InetAddress> virtual) {
    static final int DEFAULT_BACKLOG = 4096;
    static final Duration DEFAULT_TCP_KEEPALIVE = Duration.ofMinutes(5);

    /// These addresses, and all else by default.
    public static ListenConfig of(List<ListenAddress> addresses) {
        return new ListenConfig(
                addresses,
                DEFAULT_BACKLOG,
                DEFAULT_TCP_KEEPALIVE,
                OptionalInt.empty(),
                Optional.empty(),
                Set.of());
    }
}
