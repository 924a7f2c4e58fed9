package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// An announced address leads to its new holder at once, and tcpdump has nothing to complain about.
@Timeout(60)
class AnnouncementSocketIT {
    private static final String IPV4 = "198.18.0.100";
    private static final String IPV6 = "fd00::100";

    @Test
    void neighboursLearnTheNewHolder() throws Exception {
        Peers.require("tcpdump");
        try (Lan lan = Lan.of(3);
                AnnouncementSocket socket = lan.host(0).call(AnnouncementSocket::open)) {
            Lan.Host neighbour = lan.host(2);
            // As the one before had told it.
            for (String each : List.of(IPV4, IPV6)) {
                neighbour.ip(
                        "neigh",
                        "add",
                        each,
                        "lladdr",
                        lan.host(1).mac(),
                        "dev",
                        Lan.Host.DEVICE,
                        "nud",
                        "stale");
            }
            Process tcpdump =
                    neighbour.start(
                            "tcpdump",
                            "-i",
                            Lan.Host.DEVICE,
                            "-l",
                            "-nn",
                            "-vv",
                            "-e",
                            "ether",
                            "src",
                            lan.host(0).mac());
            BufferedReader output = tcpdump.inputReader();
            lines(output, "listening on");

            NetworkDevice device = device(lan.host(0));
            socket.announce(device, InetAddress.ofLiteral(IPV4));
            socket.announce(device, InetAddress.ofLiteral(IPV6));

            String arp = String.join("\n", lines(output, "who-has " + IPV4));
            assertTrue(
                    arp.contains(
                            "Request who-has 198.18.0.100 (ff:ff:ff:ff:ff:ff) tell 198.18.0.100"),
                    arp);
            String advertisement = String.join("\n", lines(output, "destination link-address"));
            assertTrue(advertisement.contains("[icmp6 sum ok]"), advertisement);
            assertTrue(advertisement.contains("tgt is fd00::100, Flags [override]"), advertisement);
            assertTrue(advertisement.contains("hlim 255"), advertisement);
            for (String each : List.of(IPV4, IPV6)) {
                String entry = neighbour.ip("neigh", "show", each);
                assertTrue(entry.contains(lan.host(0).mac()), entry);
            }
        }
    }

    private static NetworkDevice device(Lan.Host host) throws SystemCallException {
        try (RouteNetlink netlink = host.call(RouteNetlink::open)) {
            return netlink.device(Lan.Host.DEVICE).orElseThrow();
        }
    }

    /// Those up to the one that has these words.
    private static List<String> lines(BufferedReader output, String words) throws Exception {
        List<String> lines = new ArrayList<>();
        while (lines.isEmpty() || !lines.getLast().contains(words)) {
            String line = output.readLine();
            if (line == null) {
                throw new AssertionError(words + ": not in " + lines);
            }
            lines.add(line);
        }
        return lines;
    }

    @Test
    void anInterfaceThatIsDownIsToldOf() throws Exception {
        try (Lan lan = Lan.of(1);
                AnnouncementSocket socket = lan.host(0).call(AnnouncementSocket::open)) {
            NetworkDevice device = device(lan.host(0));
            lan.host(0).ip("link", "set", Lan.Host.DEVICE, "down");
            SystemCallException refused =
                    assertThrows(
                            SystemCallException.class,
                            () -> socket.announce(device, InetAddress.ofLiteral(IPV4)));
            assertEquals(Errno.ENETDOWN, refused.errno());
            assertEquals(
                    "packet socket: announce 198.18.0.100 on eth0: ENETDOWN (expected: an interface"
                            + " that is up)",
                    refused.getMessage());
        }
    }
}
