package dev.redoubt.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/// Tells every node on an Ethernet who has an IPv6 address now: an unsolicited neighbour
/// advertisement with the override flag (RFC 4861, 4.4 and 7.2.6).
///
/// From the address itself to ff02::1, byte by byte what keepalived sends.
public final class NeighbourAdvertisement {
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV6_BYTES = 40;
    private static final int MESSAGE_BYTES = 32;
    private static final int FRAME_BYTES = ETHERNET_BYTES + IPV6_BYTES + MESSAGE_BYTES;
    private static final int CHECKSUM_OFFSET = ETHERNET_BYTES + IPV6_BYTES + 2;
    private static final int SOURCE_OFFSET = ETHERNET_BYTES + 8;

    private static final MacAddress ALL_NODES_MAC = new MacAddress(0x333300000001L);
    private static final byte[] ALL_NODES = {
        (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    };

    private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
    private static final int VERSION_6 = 6 << 28;
    private static final byte ICMPV6 = 58;
    private static final byte HOPS = (byte) 255;
    private static final byte TYPE = (byte) 136;
    private static final int OVERRIDE = 1 << 29;
    private static final byte TARGET_LINK_LAYER_ADDRESS = 2;

    private NeighbourAdvertisement() {}

    /// The whole Ethernet frame.
    public static byte[] frame(MacAddress holder, Inet6Address address) {
        byte[] bytes = address.getAddress();
        ByteBuffer frame =
                ByteBuffer.allocate(FRAME_BYTES)
                        .put(ALL_NODES_MAC.bytes())
                        .put(holder.bytes())
                        .putShort(ETHERTYPE_IPV6)
                        .putInt(VERSION_6)
                        .putShort((short) MESSAGE_BYTES)
                        .put(ICMPV6)
                        .put(HOPS)
                        .put(bytes)
                        .put(ALL_NODES)
                        .put(TYPE)
                        .put((byte) 0)
                        .putShort((short) 0)
                        .putInt(OVERRIDE)
                        .put(bytes)
                        .put(TARGET_LINK_LAYER_ADDRESS)
                        .put((byte) 1)
                        .put(holder.bytes());
        return frame.putShort(CHECKSUM_OFFSET, checksum(frame)).array();
    }

    /// Over source, destination, length, protocol and message (RFC 8200, 8.1).
    private static short checksum(ByteBuffer frame) {
        int sum = MESSAGE_BYTES + ICMPV6;
        for (int at = SOURCE_OFFSET; at < FRAME_BYTES; at += Short.BYTES) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        while (sum >>> Short.SIZE != 0) {
            sum = (sum & 0xffff) + (sum >>> Short.SIZE);
        }
        return (short) ~sum;
    }
}
