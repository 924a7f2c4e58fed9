package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.linux.AddressReport.Outcome;
import dev.redoubt.peers.Lan;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Virtual addresses on a real kernel: there, renewed, put back, gone.
@Timeout(60)
class AddressHolderIT {
    private static final Lifetime LIFETIME = Lifetime.ofSeconds(30);

    private Lan lan;
    private Lan.Host host;
    private RouteNetlink netlink;
    private NetworkEvents events;
    private VirtualAddress ipv4;
    private VirtualAddress ipv6;
    private AddressHolder holder;

    @BeforeEach
    void start() throws Exception {
        lan = Lan.of(1);
        host = lan.host(0);
        netlink = host.call(RouteNetlink::open);
        events = host.call(NetworkEvents::open);
        int index = netlink.device(Lan.Host.DEVICE).orElseThrow().index();
        ipv4 = new VirtualAddress(index, InetAddress.ofLiteral("198.18.0.100"), 24);
        ipv6 = new VirtualAddress(index, InetAddress.ofLiteral("fd00::100"), 64);
        holder = new AddressHolder(netlink, List.of(ipv4, ipv6), LIFETIME);
    }

    @AfterEach
    void stop() {
        if (events != null) {
            events.close();
        }
        if (netlink != null) {
            netlink.close();
        }
        if (lan != null) {
            lan.close();
        }
    }

    private static List<Outcome> outcomes(List<AddressReport> reports) {
        return reports.stream().map(AddressReport::outcome).toList();
    }

    private DeviceAddress listed(VirtualAddress address) throws SystemCallException {
        return netlink.addresses().stream()
                .filter(each -> each.place().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theyComeWithALifetimeAndGo() throws Exception {
        assertEquals(List.of(Outcome.ADDED, Outcome.ADDED), outcomes(holder.take()));
        assertTrue(holder.isHeld());
        for (VirtualAddress each : List.of(ipv4, ipv6)) {
            DeviceAddress found = listed(each);
            assertTrue(found.lifetime().validSeconds() <= 30, found::toString);
            assertTrue(found.lifetime().validSeconds() > 20, found::toString);
            assertEquals(0, found.lifetime().preferredSeconds());
            assertFalse(found.isTentative());
            assertEquals(DeviceAddress.Scope.GLOBAL, found.scope());
        }
        String shown = host.addresses();
        assertTrue(shown.contains("198.18.0.100/24"), shown);
        assertTrue(shown.contains("fd00::100/64"), shown);
        assertTrue(shown.contains("valid_lft 30sec preferred_lft 0sec"), shown);

        assertEquals(List.of(Outcome.REMOVED, Outcome.REMOVED), outcomes(holder.release()));
        assertFalse(host.addresses().contains("100/"));
        assertEquals(List.of(Outcome.ABSENT, Outcome.ABSENT), outcomes(holder.release()));
        assertTrue(host.addresses().contains("198.18.0.1/24"));
    }

    @Test
    void whatAPredecessorLeftGetsOurLifetime() throws Exception {
        host.ip("addr", "add", "198.18.0.100/24", "dev", Lan.Host.DEVICE);
        host.ip("addr", "add", "fd00::100/64", "dev", Lan.Host.DEVICE, "nodad");
        assertTrue(listed(ipv4).lifetime().isForever());
        assertEquals(
                List.of(Outcome.ALREADY_THERE, Outcome.ALREADY_THERE), outcomes(holder.take()));
        assertEquals(30, listed(ipv4).lifetime().validSeconds());
        assertEquals(30, listed(ipv6).lifetime().validSeconds());
        holder.release();

        host.ip("addr", "add", "198.18.0.100/24", "dev", Lan.Host.DEVICE);
        assertEquals(List.of(Outcome.REMOVED, Outcome.ABSENT), outcomes(holder.release()));
    }

    @Test
    void aRenewalIsSilentAndPutsBack() throws Exception {
        assertEquals(List.of(), holder.renew());
        holder.take();
        assertEquals(List.of(), holder.renew());
        host.ip("addr", "del", "198.18.0.100/24", "dev", Lan.Host.DEVICE);
        assertEquals(List.of(AddressReport.of(ipv4, Outcome.PUT_BACK)), holder.renew());
        assertTrue(host.addresses().contains("198.18.0.100/24"));
    }

    @Test
    void whatIsRemovedByHandIsBackAtOnce() throws Exception {
        holder.take();
        host.ip("addr", "del", "198.18.0.100/24", "dev", Lan.Host.DEVICE);
        host.ip("addr", "del", "fd00::100/64", "dev", Lan.Host.DEVICE);
        assertEquals(
                List.of(
                        AddressReport.of(ipv4, Outcome.PUT_BACK),
                        AddressReport.of(ipv6, Outcome.PUT_BACK)),
                heed(2));
        assertTrue(host.addresses().contains("fd00::100/64"));
        holder.release();
        host.ip("addr", "add", "198.18.0.100/24", "dev", Lan.Host.DEVICE);
        host.ip("addr", "del", "198.18.0.100/24", "dev", Lan.Host.DEVICE);
        assertEquals(List.of(), heed(0));
    }

    @Test
    void anInterfaceThatWasDownGetsThemAgain() throws Exception {
        holder.take();
        host.ip("link", "set", Lan.Host.DEVICE, "down");
        host.ip("link", "set", Lan.Host.DEVICE, "up");
        // The kernel drops IPv6 addresses of an interface that is down, and keeps those of IPv4.
        List<AddressReport> reports = heed(1);
        assertEquals(AddressReport.of(ipv6, Outcome.PUT_BACK), reports.getLast());
        assertTrue(host.addresses().contains("fd00::100/64"));
        assertTrue(host.addresses().contains("198.18.0.100/24"));
    }

    /// What comes of the events that wait, and of those that come until there is so much.
    private List<AddressReport> heed(int reportsAtLeast) throws SystemCallException {
        List<AddressReport> reports = new ArrayList<>();
        try (Poller poller = Poller.open()) {
            poller.add(events);
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (true) {
                List<NetworkEvent> received = events.receive();
                received.forEach(each -> reports.addAll(holder.heed(each)));
                if (received.isEmpty()) {
                    if (reports.size() >= reportsAtLeast
                            || System.nanoTime() - deadlineNanos >= 0) {
                        return reports;
                    }
                    poller.awaitUntil(deadlineNanos);
                }
            }
        }
    }

    /// As where a router advertises the network: it has the lifetime that the router says.
    @Test
    void theRouteToItsNetworkKeepsALifetimeOfItsOwn() throws Exception {
        AddressHolder advertised = holderIn("fd0a::100");
        host.ip(
                "addr add fd0a::2/64 dev %s valid_lft 9000 preferred_lft 9000 nodad"
                        .formatted(Lan.Host.DEVICE)
                        .split(" ", -1));
        advertised.take();
        advertised.renew();
        assertTrue(routeSeconds("fd0a::/64") > LIFETIME.validSeconds());
        advertised.release();
        assertTrue(routeSeconds("fd0a::/64") > LIFETIME.validSeconds());
    }

    @Test
    void theRouteToItsNetworkComesAlong() throws Exception {
        AddressHolder first = holderIn("fd0b::100");
        AddressHolder second = holderIn("fd0b::101");
        first.take();
        second.take();
        first.release();
        second.renew();
        assertTrue(routeSeconds("fd0b::/64") > 0);
    }

    private AddressHolder holderIn(String address) {
        VirtualAddress place =
                new VirtualAddress(ipv6.deviceIndex(), InetAddress.ofLiteral(address), 64);
        return new AddressHolder(netlink, List.of(place), LIFETIME);
    }

    /// How long a route goes on; 0 where there is none.
    private long routeSeconds(String network) {
        Matcher expires =
                Pattern.compile("expires (-?[0-9]+)sec")
                        .matcher(host.ip("-6", "route", "show", network));
        return expires.find() ? Long.parseLong(expires.group(1)) : 0;
    }

    @Test
    void whatFailsIsReported() throws Exception {
        VirtualAddress nowhere = new VirtualAddress(4711, ipv4.address(), 24);
        AddressHolder lost = new AddressHolder(netlink, List.of(nowhere, ipv6), LIFETIME);
        List<AddressReport> reports = lost.take();
        assertEquals(List.of(Outcome.FAILED, Outcome.ADDED), outcomes(reports));
        SystemCallException error = reports.getFirst().error();
        assertNotNull(error);
        assertEquals(Errno.ENODEV, error.errno());
        // What the kernel adds in its own words differs.
        assertTrue(
                reports.getFirst()
                        .toString()
                        .matches(
                                "198.18.0.100/24: FAILED: rtnetlink: add 198.18.0.100/24 to"
                                        + " interface 4711: ENODEV.* \\(expected: an interface that"
                                        + " exists\\)"),
                reports.getFirst()::toString);
        assertEquals(List.of(Outcome.FAILED), outcomes(lost.renew()));
        assertEquals(List.of(Outcome.ABSENT, Outcome.REMOVED), outcomes(lost.release()));
    }
}
