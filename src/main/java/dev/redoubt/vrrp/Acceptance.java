package dev.redoubt.vrrp;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/// Which packets one virtual router hears.
///
/// @param own what this node sends: router ID, addresses, interval; its priority is the configured
/// @param source of this node's own adverts
/// @param peers who may speak, and with how much left of the TTL or hop limit at least; empty for
///   multicast
/// @param password in version 2; empty for none
public record Acceptance(
        Advert own,
        InetAddress source,
        Map<InetAddress, Integer> peers,
        Optional<Password> password) {
    /// Keeps an unchangeable copy of `peers`.
    public Acceptance {
        peers = Map.copyOf(peers);
    }

    boolean isUnicast() {
        return !peers.isEmpty();
    }

    /// What must be left of the TTL or hop limit of a packet from there. Of strangers: nothing, as
    /// they are not heard anyway.
    int leastHops(InetAddress sender) {
        return isUnicast() ? peers.getOrDefault(sender, 0) : AdvertCodec.HOP_LIMIT;
    }
}
