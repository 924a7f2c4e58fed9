package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.SourceNetwork;

import io.netty.util.NetUtil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

final class SourceNetworksTest {
    private static InetAddress address(String literal) {
        return NetUtil.createInetAddressFromIpAddressString(literal);
    }

    private static SourceNetwork network(String text) {
        String[] parts = text.split("/", -1);
        return new SourceNetwork(address(parts[0]), Integer.parseInt(parts[1]));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1/32, 127.0.0.1, true",
        "127.0.0.1/32, 127.0.0.2, false",
        "192.168.10.0/24, 192.168.10.255, true",
        "192.168.10.0/24, 192.168.11.0, false",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.128.0/17, 192.168.128.1, true",
        "192.168.128.0/17, 192.168.127.255, false",
        "172.16.0.0/12, 172.31.1.1, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 127.0.0.1, false",
        "::/0, 2001:db8::1, true",
        "::1/128, ::1, true",
        "::1/128, ::2, false",
        "fe80::/10, fe80::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8 192.0.2.7/32, 192.0.2.7, true"
    })
    void allow(String networks, String source, boolean allowed) {
        SourceNetworks sources =
                new SourceNetworks(
                        Arrays.stream(networks.split(" ", -1))
                                .map(SourceNetworksTest::network)
                                .toList());
        assertEquals(allowed, sources.allow(address(source)));
    }

    @Test
    void ipv4IsTheSameWhenItIsShownAsIpv6() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(address("10.1.2.3").getAddress(), 0, mapped, 12, 4);
        InetAddress source = Inet6Address.getByAddress(null, mapped, -1);
        assertEquals(16, source.getAddress().length);
        assertTrue(new SourceNetworks(List.of(network("10.0.0.0/8"))).allow(source));
        assertFalse(new SourceNetworks(List.of(network("::/0"))).allow(source));
        assertFalse(new SourceNetworks(List.of(network("10.1.2.4/32"))).allow(source));
    }

    @Test
    void noNetworkAtAllLetsEverybodyIn() {
        assertTrue(new SourceNetworks(List.of()).allow(address("203.0.113.9")));
    }
}
