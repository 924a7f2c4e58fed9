package dev.redoubt.vrrp;

import java.net.InetAddress;

/// The Internet checksum (RFC 1071) as VRRP takes it: over the VRRP message alone in version 2,
/// with IP's pseudo-header in version 3 (RFC 9568, 5.2.8), for IPv4 as for IPv6.
final class Checksum {
    /// VRRP's protocol number.
    static final int PROTOCOL = 112;

    private long sum;

    private Checksum() {}

    /// Over the message; zero where it holds a right checksum.
    static int of(byte[] message) {
        return new Checksum().add(message).folded();
    }

    /// Over pseudo-header and message; zero where it holds a right checksum.
    static int withPseudoHeader(InetAddress source, InetAddress destination, byte[] message) {
        // IPv4 has zero, protocol, length as 8, 8, 16 bits, IPv6 length, zero, protocol as 32, 24,
        // 8 bits: the sum is the same.
        Checksum checksum = new Checksum();
        checksum.add(source.getAddress()).add(destination.getAddress());
        checksum.sum += PROTOCOL + message.length;
        return checksum.add(message).folded();
    }

    private Checksum add(byte[] bytes) {
        for (int i = 0; i < bytes.length; i += 2) {
            int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
            sum += (bytes[i] & 0xff) << 8 | low;
        }
        return this;
    }

    private int folded() {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) (~folded & 0xffff);
    }
}
