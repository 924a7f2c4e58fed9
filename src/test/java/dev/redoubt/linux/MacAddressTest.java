package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;

class MacAddressTest {
    @Test
    void aVirtualRouterHasTheAddressOfItsNumber() {
        assertEquals("00:00:5e:00:01:33", MacAddress.virtual(IpFamily.IPV4, 51).toString());
        assertEquals("00:00:5e:00:02:ff", MacAddress.virtual(IpFamily.IPV6, 255).toString());
    }

    @Test
    void bytesGoThereAndBack() {
        byte[] bytes = HexFormat.of().parseHex("fe0102030480");
        assertEquals("fe:01:02:03:04:80", MacAddress.of(bytes).toString());
        assertEquals("fe0102030480", HexFormat.of().formatHex(MacAddress.of(bytes).bytes()));
    }

    @Test
    void anotherLengthIsNoEthernet() {
        assertEquals(MacAddress.NONE, MacAddress.of(new byte[20]));
        assertEquals(MacAddress.NONE, MacAddress.of(new byte[0]));
    }
}
