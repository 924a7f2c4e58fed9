package dev.redoubt.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// The two protocols that an address is of.
public enum IpFamily {
    IPV4(2, 4, "224.0.0.18", 1),
    IPV6(10, 16, "ff02::12", 2);

    static final InetAddress UNSPECIFIED_IPV4 = InetAddress.ofLiteral("0.0.0.0");
    static final InetAddress UNSPECIFIED_IPV6 = InetAddress.ofLiteral("::");

    private final int number;
    private final int addressBytes;
    private final InetAddress vrrpGroup;
    private final int virtualMacPart;

    IpFamily(int number, int addressBytes, String vrrpGroup, int virtualMacPart) {
        this.number = number;
        this.addressBytes = addressBytes;
        this.vrrpGroup = InetAddress.ofLiteral(vrrpGroup);
        this.virtualMacPart = virtualMacPart;
    }

    public static IpFamily of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /// The AF_ number, in sockets and in netlink.
    int number() {
        return number;
    }

    static boolean isKnown(int number) {
        return number == IPV4.number || number == IPV6.number;
    }

    public int addressBytes() {
        return addressBytes;
    }

    /// Where adverts go that have no peers' addresses (RFC 9568, 5.1.1.2 and 5.1.2.2).
    public InetAddress vrrpGroup() {
        return vrrpGroup;
    }

    /// Where its header has the receiver's address.
    int destinationOffset() {
        return this == IPV4 ? 16 : 24;
    }

    /// The last but one byte of a virtual MAC address (RFC 9568, 7.3).
    int virtualMacPart() {
        return virtualMacPart;
    }

    /// An address as the kernel has it, of either family's length.
    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + bytes.length + " bytes", e);
        }
    }
}
