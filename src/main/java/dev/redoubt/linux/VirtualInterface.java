package dev.redoubt.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The interface with a virtual router's MAC address, on top of the one that its adverts go over
/// (macvlan). One thread's.
///
/// It is up only while this node is Active. While it is up, nothing from that MAC address arrives
/// at the interface below; while it is down, all does, and this machine sends nothing from it: a
/// switch that saw a Backup's packets from there would send the clients' to it.
public final class VirtualInterface implements AutoCloseable {
    private final RouteNetlink netlink;
    private final NetworkDevice device;
    private final IpFamily family;

    private VirtualInterface(RouteNetlink netlink, NetworkDevice device, IpFamily family) {
        this.netlink = netlink;
        this.family = family;
        this.device = device;
    }

    /// Makes it, down; or takes over what an earlier process left, which was killed.
    ///
    /// @throws IOException with a message for people, also where another interface has its name
    public static VirtualInterface open(
            RouteNetlink netlink, NetworkDevice below, IpFamily family, int routerId)
            throws IOException {
        MacAddress mac = MacAddress.virtual(family, routerId);
        String name = name(below, family, routerId);
        if (family == IpFamily.IPV4) {
            netlink.keepArpToOwnAddresses(below.index());
        }
        Optional<NetworkDevice> left = netlink.device(name);
        if (left.isEmpty()) {
            return new VirtualInterface(netlink, netlink.addMacvlan(below, name, mac), family);
        }
        NetworkDevice found = left.get();
        if (!found.mac().equals(mac) || found.belowIndex() != below.index()) {
            throw new IOException(
                    "%s: an interface with %s (expected: none, or a macvlan with %s on %s)"
                            .formatted(name, found.mac(), mac, below));
        }
        VirtualInterface taken = new VirtualInterface(netlink, found, family);
        taken.lower();
        // Whoever made it may not have come further.
        netlink.prepareMacvlan(found.index());
        return taken;
    }

    /// Not longer than the 15 characters that an interface's name has, whatever the numbers.
    static String name(NetworkDevice below, IpFamily family, int routerId) {
        return "vr%c.%d.%d".formatted(family == IpFamily.IPV4 ? '4' : '6', below.index(), routerId);
    }

    /// Keeps it from what router advertisements offer: an IPv6 address made of a MAC address that
    /// others have, too, and a way out by an interface that comes and goes. Rtnetlink cannot.
    ///
    /// @throws IOException with a message for people, where `/proc/sys` may not be written
    public void ignoreRouters() throws IOException {
        String settings = "net/ipv6/conf/" + device.name();
        Path folder = Path.of("/proc/sys").resolve(settings);
        if (!Files.exists(folder)) {
            return;
        }
        String key = family == IpFamily.IPV6 ? "accept_ra" : "disable_ipv6";
        try {
            Files.writeString(folder.resolve(key), family == IpFamily.IPV6 ? "0" : "1");
        } catch (IOException e) {
            throw new IOException(
                    "%s/%s: not set: %s (expected: no router advertisements, or /proc/sys to be"
                                    .formatted(settings, key, e.getMessage())
                            + " written: ProtectKernelTunables=no)",
                    e);
        }
    }

    /// As it was when it was made: down.
    public NetworkDevice device() {
        return device;
    }

    /// Sets it up.
    public void raise() throws SystemCallException {
        netlink.setUp(device.index());
    }

    /// Sets it down.
    public void lower() throws SystemCallException {
        netlink.setDown(device.index());
    }

    /// Removes it; one that is gone already does no harm.
    @Override
    public void close() throws SystemCallException {
        try {
            netlink.removeDevice(device.index());
        } catch (SystemCallException e) {
            if (!e.errno().equals(Errno.ENODEV)) {
                throw e;
            }
        }
    }
}
