package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import java.util.Map;
import java.util.stream.Collectors;

/// The file's `addresses`: where what Redis or Sentinel announces is reachable from here (NAT,
/// containers).
public final class Addresses {
    private final Map<HostPort, HostPort> reachable;

    /// @param addresses as announced: as reachable
    public Addresses(Map<HostPort, HostPort> addresses) {
        reachable =
                addresses.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        entry -> entry.getKey().canonical(),
                                        Map.Entry::getValue,
                                        (first, second) -> second));
    }

    /// Where to connect to; what the map does not name is used as it is.
    public HostPort reachable(HostPort announced) {
        return reachable.getOrDefault(announced.canonical(), announced);
    }
}
