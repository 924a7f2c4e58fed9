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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Interfaces of a real kernel: listed, followed, made and removed.
@Timeout(60)
class RouteNetlinkIT {
    private Lan lan;
    private Lan.Host host;
    private RouteNetlink netlink;
    private NetworkEvents events;

    @BeforeEach
    void start() {
        lan = Lan.of(1);
        host = lan.host(0);
        netlink = host.call(RouteNetlink::open);
        events = host.call(NetworkEvents::open);
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

    private NetworkDevice device() throws SystemCallException {
        return netlink.device(Lan.Host.DEVICE).orElseThrow();
    }

    private NetworkEvent await(Predicate<NetworkEvent> wanted) throws SystemCallException {
        List<NetworkEvent> seen = new ArrayList<>();
        try (Poller poller = Poller.open()) {
            poller.add(events);
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (System.nanoTime() - deadlineNanos < 0) {
                for (NetworkEvent each : events.receive()) {
                    seen.add(each);
                    if (wanted.test(each)) {
                        return each;
                    }
                }
                poller.awaitUntil(deadlineNanos);
            }
        }
        throw new AssertionError("not among " + seen);
    }

    @Test
    void interfacesAndTheirAddressesAreListed() throws Exception {
        assertEquals(
                List.of("lo", "eth0"),
                netlink.devices().stream()
                        .map(NetworkDevice::name)
                        .sorted((a, b) -> b.compareTo(a))
                        .toList());
        NetworkDevice device = device();
        assertEquals(host.mac(), device.mac().toString());
        assertEquals(1500, device.mtuBytes());
        assertTrue(device.isUp());
        assertTrue(device.isRunning());
        assertEquals(MacAddress.NONE, netlink.device("lo").orElseThrow().mac());

        DeviceAddress found =
                netlink.addresses().stream()
                        .filter(each -> each.address().equals(InetAddress.ofLiteral(host.ipv4())))
                        .findFirst()
                        .orElseThrow();
        assertEquals(device.index(), found.deviceIndex());
        assertEquals(24, found.place().prefixBits());
        assertEquals(Lifetime.FOREVER, found.lifetime());
        DeviceAddress linkLocal =
                netlink.addresses().stream()
                        .filter(each ->
                                each.address().equals(InetAddress.ofLiteral(host.linkLocal())))
                        .findFirst()
                        .orElseThrow();
        assertEquals(DeviceAddress.Scope.LINK, linkLocal.scope());
    }

    @Test
    void aCableThatIsPulledIsToldOf() throws Exception {
        lan.host(0).unplug();
        await(each ->
                each instanceof NetworkEvent.DeviceChanged(NetworkDevice device)
                        && device.isUp()
                        && !device.isRunning());
        assertFalse(device().isRunning());
        lan.host(0).plug();
        await(each ->
                each instanceof NetworkEvent.DeviceChanged(NetworkDevice device)
                        && device.isRunning());
    }

    @Test
    void addressesThatComeAndGoAreToldOf() throws Exception {
        host.ip("addr", "add", "198.18.0.9/32", "dev", Lan.Host.DEVICE);
        host.ip("addr", "del", "198.18.0.9/32", "dev", Lan.Host.DEVICE);
        VirtualAddress expected =
                new VirtualAddress(device().index(), InetAddress.ofLiteral("198.18.0.9"), 32);
        await(each ->
                each instanceof NetworkEvent.AddressAdded(DeviceAddress added)
                        && added.place().equals(expected));
        await(each ->
                each instanceof NetworkEvent.AddressRemoved(DeviceAddress removed)
                        && removed.place().equals(expected));
    }

    @Test
    void anInterfaceThatComesBackHasAnotherIndex() throws Exception {
        host.ip("link", "add", "extra", "type", "veth", "peer", "name", "other");
        NetworkDevice first = netlink.device("extra").orElseThrow();
        host.ip("link", "del", "extra");
        host.ip("link", "add", "extra", "type", "veth", "peer", "name", "other");
        NetworkDevice second = netlink.device("extra").orElseThrow();
        await(each ->
                each instanceof NetworkEvent.DeviceGone(NetworkDevice gone)
                        && gone.index() == first.index());
        assertTrue(second.index() != first.index());
    }

    @Test
    void aVirtualMacHasAnInterfaceOfItsOwn() throws Exception {
        MacAddress mac = MacAddress.virtual(IpFamily.IPV4, 51);
        NetworkDevice made = netlink.addMacvlan(device(), "vrrp.51", mac);
        assertEquals(mac, made.mac());
        assertFalse(made.isUp());
        netlink.setUp(made.index());
        await(each ->
                each instanceof NetworkEvent.DeviceChanged(NetworkDevice device)
                        && device.index() == made.index()
                        && device.isRunning());
        String shown = host.ip("-d", "-o", "link", "show", "dev", "vrrp.51");
        assertTrue(shown.contains("00:00:5e:00:01:33"), shown);
        assertTrue(shown.contains("macvlan mode private"), shown);

        assertEquals("", host.ip("-o", "addr", "show", "dev", "vrrp.51"));

        SystemCallException again =
                assertThrows(
                        SystemCallException.class,
                        () -> netlink.addMacvlan(device(), "vrrp.51", mac));
        assertEquals(Errno.EEXIST, again.errno());
        netlink.removeDevice(made.index());
        assertTrue(netlink.device("vrrp.51").isEmpty());
    }

    /// More than one piece of an answer can hold.
    @Test
    void aLongListIsListedWhole() throws Exception {
        int index = device().index();
        for (int i = 0; i < 1000; i++) {
            InetAddress address = InetAddress.ofLiteral("198.19.%d.%d".formatted(i >> 8, i & 255));
            netlink.add(new VirtualAddress(index, address, 32), Lifetime.ofSeconds(60));
        }
        assertEquals(
                1000,
                netlink.addresses().stream()
                        .filter(each -> each.address().getHostAddress().startsWith("198.19."))
                        .count());
        // Nobody took the events meanwhile; there was room for them.
        assertFalse(events.receive().contains(new NetworkEvent.Overrun()));
    }
}
