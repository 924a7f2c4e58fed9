package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/// The sockets meet a real keepalived: what it sends arrives as it was sent, and it heeds what they
/// send.
@Timeout(60)
class KeepalivedSocketIT {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final String CONFIGURATION =
            """
            global_defs {
              vrrp_version 3
            }
            vrrp_instance V4 {
              interface eth0
              virtual_router_id 51
              priority 101
              advert_int 0.1
              virtual_ipaddress { 198.18.0.100/24 }
            }
            vrrp_instance V6 {
              interface eth0
              virtual_router_id 51
              priority 101
              advert_int 0.1
              virtual_ipaddress {
                fe80::100/64
                fd00::100/64
              }
            }
            """;

    private static final String ADDRESSES_6 =
            "fe800000000000000000000000000100fd000000000000000000000000000100";

    @TempDir private Path folder;

    @Test
    void itIsHeardAndHears() throws Exception {
        try (Lan lan = Lan.of(2);
                VrrpSocket ipv4 = open(lan.host(1), IpFamily.IPV4);
                VrrpSocket ipv6 = open(lan.host(1), IpFamily.IPV6)) {
            BufferedReader log = start(lan.host(0));
            assertEquals("198.18.0.1 255 31336501000afca7c6120064", awaitAdvert(ipv4));
            assertEquals(
                    "fe80:0:0:0:0:ff:fe00:1 255 31336502000a6f0f" + ADDRESSES_6, awaitAdvert(ipv6));
            awaitLog(log, "(V6) Entering MASTER STATE");

            // Priority 200.
            outdo(log, ipv4, "198.18.0.2", "3133c801000a99a6c6120064", "V4");
            outdo(log, ipv6, lan.host(1).linkLocal(), "3133c802000a0c0e" + ADDRESSES_6, "V6");
        }
    }

    private static VrrpSocket open(Lan.Host host, IpFamily family) throws SystemCallException {
        VrrpSocket socket =
                host.call(() -> {
                    try (RouteNetlink netlink = RouteNetlink.open()) {
                        return VrrpSocket.open(
                                netlink.device(Lan.Host.DEVICE).orElseThrow(), family);
                    }
                });
        socket.joinGroup();
        return socket;
    }

    private BufferedReader start(Lan.Host host) throws Exception {
        Path file = Files.writeString(folder.resolve("keepalived.conf"), CONFIGURATION);
        return host.start(
                        Peers.require("keepalived").toString(),
                        "--dont-fork",
                        "--log-console",
                        "--vrrp",
                        "--use-file=" + file,
                        "--pid=" + folder.resolve("pid"),
                        "--vrrp_pid=" + folder.resolve("vrrp-pid"))
                .inputReader();
    }

    private static void awaitLog(BufferedReader log, String words) throws Exception {
        String line = log.readLine();
        while (line != null && !line.contains(words)) {
            line = log.readLine();
        }
        assertTrue(line != null, "keepalived ended before it said: " + words);
    }

    private static String awaitAdvert(VrrpSocket socket) throws SystemCallException {
        VrrpDatagram datagram = new VrrpDatagram();
        try (Poller poller = Poller.open()) {
            poller.add(socket);
            poller.awaitUntil(System.nanoTime() + DEADLINE_NANOS);
        }
        assertTrue(socket.receive(datagram));
        byte[] payload = new byte[datagram.payload().remaining()];
        datagram.payload().get(payload);
        return "%s %d %s"
                .formatted(
                        datagram.source().getHostAddress(),
                        datagram.hopLimit(),
                        HexFormat.of().formatHex(payload));
    }

    /// Sends until it gives way.
    private static void outdo(
            BufferedReader log, VrrpSocket socket, String source, String advert, String instance)
            throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(advert));
        InetAddress from = InetAddress.ofLiteral(source);
        InetAddress group = IpFamily.of(from).vrrpGroup();
        try (Poller poller = Poller.open()) {
            Thread sender =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!Thread.currentThread().isInterrupted()) {
                                    send(socket, poller, bytes, from, group);
                                }
                            });
            try {
                awaitLog(log, "(%s) Entering BACKUP STATE".formatted(instance));
            } finally {
                sender.interrupt();
                sender.join();
            }
        }
    }

    private static void send(
            VrrpSocket socket,
            Poller poller,
            ByteBuffer bytes,
            InetAddress from,
            InetAddress group) {
        try {
            socket.send(bytes, from, group);
            poller.awaitUntil(System.nanoTime() + INTERVAL_NANOS);
        } catch (SystemCallException e) {
            throw new IllegalStateException(e);
        }
    }
}
