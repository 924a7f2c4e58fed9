package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The interface with the virtual MAC address: made, up and down, taken over, removed.
@Timeout(60)
class VirtualInterfaceIT {
    private Lan lan;
    private RouteNetlink netlink;

    @BeforeEach
    void begin() {
        lan = Lan.of(1);
        netlink = lan.host(0).call(RouteNetlink::open);
    }

    @AfterEach
    void end() {
        if (netlink != null) {
            netlink.close();
        }
        if (lan != null) {
            lan.close();
        }
    }

    private NetworkDevice below() throws SystemCallException {
        return netlink.device(Lan.Host.DEVICE).orElseThrow();
    }

    private VirtualInterface open(IpFamily family) throws IOException {
        return VirtualInterface.open(netlink, below(), family, 51);
    }

    private boolean isUp(VirtualInterface each) throws SystemCallException {
        return netlink.device(each.device().name()).orElseThrow().isUp();
    }

    @Test
    void itIsUpWhenItShallBe() throws Exception {
        for (IpFamily family : IpFamily.values()) {
            VirtualInterface made = open(family);
            assertEquals(MacAddress.virtual(family, 51), made.device().mac());
            assertEquals(below().index(), made.device().belowIndex());
            assertFalse(isUp(made));
            made.raise();
            assertTrue(isUp(made));
            made.lower();
            assertFalse(isUp(made));
            made.close();
            assertTrue(netlink.device(made.device().name()).isEmpty());
            made.close();
        }
        String settings =
                said(
                        "sysctl",
                        "-n",
                        "net.ipv4.conf.eth0.arp_ignore",
                        "net.ipv4.conf.eth0.arp_announce");
        assertEquals("1\n2\n", settings);
    }

    @Test
    void routersAreNotHeeded() throws Exception {
        for (IpFamily family : IpFamily.values()) {
            VirtualInterface made = open(family);
            lan.host(0)
                    .call(() -> {
                        made.ignoreRouters();
                        return made;
                    });
            made.raise();
            String key = family == IpFamily.IPV6 ? "accept_ra" : "disable_ipv6";
            String name = made.device().name().replace('.', '/');
            assertEquals(
                    family == IpFamily.IPV6 ? "0\n" : "1\n",
                    said("sysctl", "-n", "net.ipv6.conf." + name + "." + key));
        }
    }

    private String said(String... command) throws IOException {
        return new String(
                lan.host(0).start(command).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whatWasLeftBehindIsTakenOver() throws Exception {
        VirtualInterface left = open(IpFamily.IPV4);
        left.raise();
        VirtualInterface taken = open(IpFamily.IPV4);
        assertEquals(left.device().index(), taken.device().index());
        assertFalse(isUp(taken));
    }

    @Test
    void anotherInterfaceOfItsNameIsLeftAlone() throws Exception {
        String name = VirtualInterface.name(below(), IpFamily.IPV6, 51);
        lan.host(0)
                .ip(
                        "link",
                        "add",
                        name,
                        "address",
                        "02:00:00:00:00:99",
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "other");
        IOException refused = assertThrows(IOException.class, () -> open(IpFamily.IPV6));
        assertEquals(
                name
                        + ": an interface with 02:00:00:00:00:99 (expected: none, or a macvlan with"
                        + " 00:00:5e:00:02:33 on eth0)",
                refused.getMessage());
        assertTrue(netlink.device(name).isPresent());
    }
}
