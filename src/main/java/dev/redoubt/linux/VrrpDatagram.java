package dev.redoubt.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// A place for one received packet, used again for the next one. One thread's.
///
/// What is told of a packet is valid until the next one is received into it.
public final class VrrpDatagram {
    /// An advert has 255 addresses of 16 bytes at most; what is longer is truncated.
    private static final int LONGEST_BYTES = 8192;

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV4_TTL_OFFSET = 8;
    private static final int IPV4_SOURCE_OFFSET = 12;
    private static final int IPV4_DESTINATION_OFFSET = 16;
    private static final int IPV6_NAME_OFFSET = 8;

    private final MessageHeader header = new MessageHeader(LONGEST_BYTES);
    private final ByteBuffer payload = header.bytes().asByteBuffer();
    private IpFamily family = IpFamily.IPV4;
    private int hopLimit;

    /// Takes the socket's next packet.
    ///
    /// @return bytes received, or the negative error
    int receive(int descriptor, IpFamily from) {
        header.makeRoom();
        int received = header.receive(descriptor);
        if (received >= 0) {
            family = from;
            payload.clear().limit(received);
            switch (from) {
                case IPV4 -> readIpv4();
                case IPV6 -> hopLimit = ipv6HopLimit();
            }
        }
        return received;
    }

    /// IPv4's raw sockets hand over the header, too.
    private void readIpv4() {
        int received = payload.limit();
        if (received < IPV4_HEADER_BYTES) {
            payload.position(received);
            hopLimit = 0;
            return;
        }
        int headerBytes = (payload.get(0) & 0xf) * Integer.BYTES;
        int totalBytes = Short.toUnsignedInt(payload.getShort(Short.BYTES));
        int end = Math.min(totalBytes, received);
        hopLimit = Byte.toUnsignedInt(payload.get(IPV4_TTL_OFFSET));
        payload.limit(end).position(Math.min(headerBytes, end));
    }

    private int ipv6HopLimit() {
        int at = header.findControl(VrrpSocket.IPV6_LEVEL, VrrpSocket.IPV6_HOPLIMIT);
        return at < 0 ? 0 : header.control().get(ValueLayout.JAVA_INT, at);
    }

    /// What follows the IP header, big-endian; the same buffer for every packet.
    public ByteBuffer payload() {
        return payload;
    }

    /// The TTL or hop limit it arrived with: 255 has crossed no router.
    public int hopLimit() {
        return hopLimit;
    }

    /// Whether the end is missing: it was longer than any advert.
    public boolean isTruncated() {
        return header.isTruncated();
    }

    public InetAddress source() {
        return switch (family) {
            case IPV4 -> address(header.bytes(), IPV4_SOURCE_OFFSET);
            case IPV6 -> address(header.name(), IPV6_NAME_OFFSET);
        };
    }

    /// As the sender wrote it: the group, or an address of ours.
    public InetAddress destination() {
        return switch (family) {
            case IPV4 -> address(header.bytes(), IPV4_DESTINATION_OFFSET);
            case IPV6 -> {
                int at = header.findControl(VrrpSocket.IPV6_LEVEL, VrrpSocket.IPV6_PKTINFO);
                yield at < 0 ? IpFamily.UNSPECIFIED_IPV6 : address(header.control(), at);
            }
        };
    }

    private InetAddress address(MemorySegment from, int offset) {
        byte[] bytes = new byte[family.addressBytes()];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
        return IpFamily.address(bytes);
    }
}
