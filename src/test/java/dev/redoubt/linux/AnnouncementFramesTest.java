package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// Frames as tcpdump saw keepalived 2.2.7 send them for the same addresses.
class AnnouncementFramesTest {
    private static final MacAddress HOLDER = new MacAddress(0x02000000000aL);

    @Test
    void itIsTheRequestThatKeepalivedSends() {
        byte[] frame =
                GratuitousArp.frame(HOLDER, (Inet4Address) InetAddress.ofLiteral("198.18.0.100"));
        assertEquals(
                "ffffffffffff02000000000a0806"
                        + "000108000604000102000000000ac6120064ffffffffffffc6120064",
                HexFormat.of().formatHex(frame));
    }

    @Test
    void itIsTheAdvertisementThatKeepalivedSends() {
        byte[] linkLocal =
                NeighbourAdvertisement.frame(
                        HOLDER, (Inet6Address) InetAddress.ofLiteral("fe80::100"));
        assertEquals(
                "33330000000102000000000a86dd6000000000203aff"
                        + "fe800000000000000000000000000100ff020000000000000000000000000001"
                        + "8800559420000000fe800000000000000000000000000100020102000000000a",
                HexFormat.of().formatHex(linkLocal));
        byte[] unique =
                NeighbourAdvertisement.frame(
                        HOLDER, (Inet6Address) InetAddress.ofLiteral("fd00::100"));
        assertEquals(
                "33330000000102000000000a86dd6000000000203aff"
                        + "fd000000000000000000000000000100ff020000000000000000000000000001"
                        + "8800589420000000fd000000000000000000000000000100020102000000000a",
                HexFormat.of().formatHex(unique));
    }
}
