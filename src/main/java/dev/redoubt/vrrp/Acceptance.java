package dev.redoubt.vrrp;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/// Which packets one virtual router hears.
///
/// @param own what this node sends: router ID, addresses, interval; its priority is the configured
/// @param source of this node's own adverts
/// @param peers who may speak; empty for multicast
/// @param password in version 2; empty for none
public record Acceptance(
        Advert own, InetAddress source, Set<InetAddress> peers, Optional<Password> password) {
    /// Keeps an unchangeable copy of `peers`.
    public Acceptance {
        peers = Set.copyOf(peers);
    }

    boolean isUnicast() {
        return !peers.isEmpty();
    }
}
