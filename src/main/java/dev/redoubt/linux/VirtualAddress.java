package dev.redoubt.linux;

import java.math.BigInteger;
import java.net.InetAddress;

/// An address that this machine has for as long as it is Active.
///
/// @param deviceIndex the interface that gets it
/// @param address IPv4 or IPv6
/// @param prefixBits the length of its network's prefix
public record VirtualAddress(int deviceIndex, InetAddress address, int prefixBits) {
    public VirtualAddress {
        int bits = IpFamily.of(address).addressBytes() * Byte.SIZE;
        if (prefixBits < 0 || prefixBits > bits) {
            throw new IllegalArgumentException(
                    "prefix of %s: %d (expected: 0 to %d)"
                            .formatted(address.getHostAddress(), prefixBits, bits));
        }
    }

    /// Whether another address is in its network.
    public boolean isInNetwork(InetAddress other) {
        byte[] one = address.getAddress();
        byte[] two = other.getAddress();
        if (one.length != two.length) {
            return false;
        }
        BigInteger difference = new BigInteger(1, one).xor(new BigInteger(1, two));
        return difference.bitLength() <= one.length * Byte.SIZE - prefixBits;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixBits;
    }
}
