package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/// Two hosts speak protocol 112 with each other.
@Timeout(60)
class VrrpSocketIT {
    private static final byte[] ADVERT = HexFormat.of().parseHex("31336501000afca7c6120064");

    private static Lan lan;

    @BeforeAll
    static void wire() {
        lan = Lan.of(2);
    }

    @AfterAll
    static void unwire() {
        if (lan != null) {
            lan.close();
        }
    }

    private static VrrpSocket open(int host, IpFamily family) {
        return lan.host(host)
                .call(() -> {
                    try (RouteNetlink netlink = RouteNetlink.open()) {
                        return VrrpSocket.open(
                                netlink.device(Lan.Host.DEVICE).orElseThrow(), family);
                    }
                });
    }

    private static boolean await(VrrpSocket socket, VrrpDatagram into) throws SystemCallException {
        try (Poller poller = Poller.open()) {
            poller.add(socket);
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (!poller.isReady(socket) && System.nanoTime() - deadlineNanos < 0) {
                poller.awaitUntil(deadlineNanos);
            }
        }
        return socket.receive(into);
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.0.1, 224.0.0.18, GROUP",
        "198.18.0.1, 198.18.0.2, PEER",
        "fe80::ff:fe00:1, ff02::12, GROUP",
        "fd00::1, fd00::2, PEER",
        "fe80::ff:fe00:1, fe80::ff:fe00:2, PEER"
    })
    void whatOneSendsTheOtherReceives(String from, String to, String kind) throws Exception {
        InetAddress source = InetAddress.ofLiteral(from);
        InetAddress destination = InetAddress.ofLiteral(to);
        IpFamily family = IpFamily.of(source);
        VrrpDatagram datagram = new VrrpDatagram();
        try (VrrpSocket sender = open(0, family);
                VrrpSocket receiver = open(1, family)) {
            if (kind.equals("GROUP")) {
                sender.joinGroup();
                receiver.joinGroup();
            }
            ByteBuffer advert = ByteBuffer.wrap(ADVERT);
            sender.send(advert, source, destination);
            assertEquals(0, advert.position());

            assertTrue(await(receiver, datagram));
            byte[] payload = new byte[datagram.payload().remaining()];
            datagram.payload().get(payload);
            assertEquals(HexFormat.of().formatHex(ADVERT), HexFormat.of().formatHex(payload));
            assertEquals(source, datagram.source());
            assertEquals(destination, datagram.destination());
            assertEquals(255, datagram.hopLimit());
            assertFalse(datagram.isTruncated());
            assertFalse(receiver.receive(datagram));
            // The sender does not hear itself.
            assertFalse(sender.receive(datagram));
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void theGroupIsHeardByWhoJoinedIt(IpFamily family) throws Exception {
        String from = family == IpFamily.IPV4 ? lan.host(0).ipv4() : lan.host(0).linkLocal();
        InetAddress source = InetAddress.ofLiteral(from);
        VrrpDatagram datagram = new VrrpDatagram();
        try (VrrpSocket sender = open(0, family);
                VrrpSocket joined = open(1, family);
                VrrpSocket other = open(1, family)) {
            joined.joinGroup();
            sender.send(ByteBuffer.wrap(ADVERT), source, family.vrrpGroup());
            assertTrue(await(joined, datagram));
            // IPv6's raw sockets hear every group that the interface does.
            assertEquals(family == IpFamily.IPV6, other.receive(datagram));
        }
    }

    @Test
    void aPacketThatIsTooLongIsToldOf() throws Exception {
        InetAddress source = InetAddress.ofLiteral(lan.host(0).ipv4());
        InetAddress destination = InetAddress.ofLiteral(lan.host(1).ipv4());
        VrrpDatagram datagram = new VrrpDatagram();
        try (VrrpSocket sender = open(0, IpFamily.IPV4);
                VrrpSocket receiver = open(1, IpFamily.IPV4)) {
            sender.send(ByteBuffer.allocate(8192), source, destination);
            assertTrue(await(receiver, datagram));
            assertTrue(datagram.isTruncated());
        }
    }

    @Test
    void anAddressThatIsNotOursIsNoSource() {
        InetAddress source = InetAddress.ofLiteral("198.18.0.77");
        InetAddress destination = InetAddress.ofLiteral(lan.host(1).ipv4());
        try (VrrpSocket sender = open(0, IpFamily.IPV4)) {
            SystemCallException refused =
                    assertThrows(
                            SystemCallException.class,
                            () -> sender.send(ByteBuffer.wrap(ADVERT), source, destination));
            assertEquals(Errno.ENETUNREACH, refused.errno());
            assertEquals(
                    "IPV4 socket for VRRP on eth0: send from 198.18.0.77 to 198.18.0.2: ENETUNREACH"
                            + " (expected: a route to it, and an address of this machine to send"
                            + " from)",
                    refused.getMessage());
        }
    }
}
