package dev.redoubt.vrrp;

import java.net.InetAddress;

/// A packet as it came over IP: from whom, to whom, after how many hops, and what it carries.
public final class Datagram {
    private final InetAddress source;
    private final InetAddress destination;
    private final int hopLimit;
    private final byte[] payload;

    /// @param hopLimit what is left of it: IPv4's TTL
    public Datagram(InetAddress source, InetAddress destination, int hopLimit, byte[] payload) {
        this.source = source;
        this.destination = destination;
        this.hopLimit = hopLimit;
        this.payload = payload.clone();
    }

    /// Who sent it.
    public InetAddress source() {
        return source;
    }

    /// To whom: this node or a multicast group.
    public InetAddress destination() {
        return destination;
    }

    /// What is left of it.
    public int hopLimit() {
        return hopLimit;
    }

    /// What IP carries.
    public byte[] payload() {
        return payload.clone();
    }
}
