package dev.redoubt.vrrp;

import java.net.InetAddress;
import java.util.List;

/// An ADVERTISEMENT (RFC 9568, 5.2; RFC 3768, 5.3), without checksum and authentication.
///
/// @param routerId 1 to 255 (VRID)
/// @param addresses of one family, in the order of the packet
/// @param priority 0 says that the Active router leaves; 255 is the address owner's
/// @param interval in version 2 whole seconds
public record Advert(
        Version version,
        int routerId,
        List<InetAddress> addresses,
        int priority,
        Interval interval) {
    /// Says that its sender leaves (RFC 9568, 5.2.4).
    public static final int LEAVING = 0;

    /// The address owner's (RFC 9568, 5.2.4).
    public static final int OWNER = 255;

    /// Keeps an unchangeable copy of `addresses`.
    public Advert {
        addresses = List.copyOf(addresses);
    }

    Advert withPriority(int changed) {
        return new Advert(version, routerId, addresses, changed, interval);
    }
}
