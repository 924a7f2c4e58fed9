package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/// Clients reach a virtual address at its virtual MAC address, and at no other.
@Timeout(60)
class VirtualMacIT {
    private static final int CONNECT_MILLIS = 5000;

    @Test
    void neighboursFindTheAddressAtTheVirtualMac() throws Exception {
        try (Lan lan = Lan.of(2);
                RouteNetlink netlink = lan.host(0).call(RouteNetlink::open)) {
            NetworkDevice below = netlink.device(Lan.Host.DEVICE).orElseThrow();
            // As strict as some distributions are.
            lan.host(0).start("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=1").waitFor();
            netlink.keepArpToOwnAddresses(below.index());
            for (IpFamily family : IpFamily.values()) {
                MacAddress mac = MacAddress.virtual(family, 51);
                NetworkDevice made =
                        netlink.addMacvlan(below, "vrrp51." + family.addressBytes(), mac);
                netlink.setUp(made.index());
                InetAddress address =
                        InetAddress.ofLiteral(
                                family == IpFamily.IPV4 ? "198.18.0.100" : "fd00::100");
                int prefixBits = family.addressBytes() * Byte.SIZE;
                netlink.add(
                        new VirtualAddress(made.index(), address, prefixBits),
                        Lifetime.ofSeconds(60));
                connect(lan, address);
                String entry = lan.host(1).ip("neigh", "show", address.getHostAddress());
                assertTrue(entry.contains(mac.toString()), entry);
            }
        }
    }

    private static void connect(Lan lan, InetAddress address) throws Exception {
        try (ServerSocket server = lan.host(0).call(() -> new ServerSocket(0, 1, address));
                Socket client = lan.host(1).call(Socket::new)) {
            InetSocketAddress target = new InetSocketAddress(address, server.getLocalPort());
            lan.host(1)
                    .call(() -> {
                        client.connect(target, CONNECT_MILLIS);
                        return List.of();
                    });
            server.accept().close();
        }
    }
}
