package dev.redoubt.linux;

import java.util.HexFormat;

/// The hardware address of an Ethernet interface.
///
/// @param bits its six bytes, the first one highest
public record MacAddress(long bits) {
    static final int BYTES = 6;

    /// Of an interface that has none, as a tunnel; the loopback interface has it, too.
    public static final MacAddress NONE = new MacAddress(0);

    static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    private static final long VRRP_PREFIX = 0x00005e000000L;

    /// What owns the virtual addresses of a router where a virtual MAC is wanted (RFC 9568, 7.3).
    ///
    /// @param routerId the VRID, 1 to 255
    public static MacAddress virtual(IpFamily family, int routerId) {
        return new MacAddress(
                VRRP_PREFIX | ((long) family.virtualMacPart() << Byte.SIZE) | routerId);
    }

    static MacAddress of(byte[] bytes) {
        if (bytes.length != BYTES) {
            return NONE;
        }
        long bits = 0;
        for (byte each : bytes) {
            bits = (bits << Byte.SIZE) | (each & 0xff);
        }
        return new MacAddress(bits);
    }

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (bits >>> (Byte.SIZE * (BYTES - 1 - i)));
        }
        return bytes;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }
}
