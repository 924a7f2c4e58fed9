package dev.redoubt.linux;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/// Tells everyone on an Ethernet who has an IPv4 address now (RFC 5227, 2.3 and 3).
///
/// A request for the address itself, with every bit of the target's hardware address set, byte by
/// byte what keepalived sends: caches take a request as well as a reply, and some only a request.
public final class GratuitousArp {
    private static final int FRAME_BYTES = 42;
    private static final short ETHERTYPE_ARP = 0x0806;
    private static final short ETHERTYPE_IPV4 = 0x0800;
    private static final short ETHERNET = 1;
    private static final short REQUEST = 1;

    private GratuitousArp() {}

    /// The whole Ethernet frame.
    public static byte[] frame(MacAddress holder, Inet4Address address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.allocate(FRAME_BYTES)
                .put(MacAddress.BROADCAST.bytes())
                .put(holder.bytes())
                .putShort(ETHERTYPE_ARP)
                .putShort(ETHERNET)
                .putShort(ETHERTYPE_IPV4)
                .put((byte) MacAddress.BYTES)
                .put((byte) bytes.length)
                .putShort(REQUEST)
                .put(holder.bytes())
                .put(bytes)
                .put(MacAddress.BROADCAST.bytes())
                .put(bytes)
                .array();
    }
}
