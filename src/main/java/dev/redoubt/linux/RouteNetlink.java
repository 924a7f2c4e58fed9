package dev.redoubt.linux;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads and changes the interfaces and addresses of this machine (rtnetlink(7)).
///
/// Each call is answered by the kernel before it returns, within microseconds.
public final class RouteNetlink implements AutoCloseable {
    /// What became of an address that was to be there.
    public enum Added {
        /// It is there now.
        ADDED,
        /// It was there before; its lifetime is the new one.
        RENEWED
    }

    /// What became of an address that was to go.
    public enum Removed {
        REMOVED,
        /// It was not there, or its interface was not.
        ABSENT
    }

    /// There where the kernel has IPv6.
    private static final Path IPV6 = Path.of("/proc/net/if_inet6");

    private final NetlinkRequests requests;

    private RouteNetlink(NetlinkSocket socket) {
        requests = new NetlinkRequests(socket);
    }

    public static RouteNetlink open() throws SystemCallException {
        return new RouteNetlink(NetlinkSocket.forRequests());
    }

    public List<NetworkDevice> devices() throws SystemCallException {
        NetlinkMessage message =
                NetlinkMessage.ofDevice(NetlinkReader.GET_DEVICE, NetlinkMessage.DUMP, 0, 0);
        return list(message, "list interfaces", NetlinkReader::device);
    }

    public Optional<NetworkDevice> device(String name) throws SystemCallException {
        return devices().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    public List<DeviceAddress> addresses() throws SystemCallException {
        NetlinkMessage message =
                NetlinkMessage.ofAddresses(NetlinkReader.GET_ADDRESS, NetlinkMessage.DUMP);
        return list(message, "list addresses", NetlinkReader::address);
    }

    private <T> List<T> list(
            NetlinkMessage message, String what, Function<ByteBuffer, Optional<T>> reader)
            throws SystemCallException {
        List<T> found = new ArrayList<>();
        requests.dump(
                message, what, found::clear, body -> reader.apply(body).ifPresent(found::add));
        return List.copyOf(found);
    }

    /// The address is there afterwards, for so long. No duplicate address detection: VRRP says who
    /// has it, and detection would cost a second. The route to its network comes along, unless it
    /// is there by an address that a router's advertisement gave: it would get our lifetime, and
    /// end with it.
    public Added add(VirtualAddress address, Lifetime lifetime) throws SystemCallException {
        String what = "add %s to interface %d".formatted(address, address.deviceIndex());
        int flags =
                isBrought(address)
                        ? DeviceAddress.NO_DUPLICATE_DETECTION | DeviceAddress.NO_PREFIX_ROUTE
                        : DeviceAddress.NO_DUPLICATE_DETECTION;
        // The kernel creates it whether NLM_F_CREATE is set or not; only EXCL tells which it was.
        int created =
                requests.ask(addition(address, lifetime, flags, NetlinkMessage.EXCLUSIVE), what)
                        .number();
        if (created == 0) {
            return Added.ADDED;
        }
        if (created != Errno.EEXIST.number()) {
            throw requests.refusal(what);
        }
        requests.carryOut(addition(address, lifetime, flags, NetlinkMessage.REPLACE), what);
        return Added.RENEWED;
    }

    /// IPv4's routes have no lifetime, and a whole address is no network.
    private boolean isBrought(VirtualAddress address) throws SystemCallException {
        return IpFamily.of(address.address()) == IpFamily.IPV6
                && address.prefixBits() < IpFamily.IPV6.addressBytes() * Byte.SIZE
                && addresses().stream().anyMatch(each -> each.brings(address));
    }

    /// @param flags of the address
    /// @param mode of the message
    private static NetlinkMessage addition(
            VirtualAddress address, Lifetime lifetime, int flags, int mode) {
        byte[] bytes = address.address().getAddress();
        return NetlinkMessage.ofAddress(
                        NetlinkReader.NEW_ADDRESS,
                        NetlinkMessage.ACKNOWLEDGE | NetlinkMessage.CREATE | mode,
                        address)
                .attribute(NetlinkReader.IFA_LOCAL, bytes)
                .attribute(NetlinkReader.IFA_ADDRESS, bytes)
                .attribute(NetlinkReader.IFA_FLAGS, flags)
                .attribute(
                        NetlinkReader.IFA_CACHEINFO,
                        (int) lifetime.preferredSeconds(),
                        (int) lifetime.validSeconds(),
                        0,
                        0);
    }

    public Removed remove(VirtualAddress address) throws SystemCallException {
        byte[] bytes = address.address().getAddress();
        String what = "remove %s from interface %d".formatted(address, address.deviceIndex());
        NetlinkMessage message =
                NetlinkMessage.ofAddress(
                                NetlinkReader.DELETE_ADDRESS, NetlinkMessage.ACKNOWLEDGE, address)
                        .attribute(NetlinkReader.IFA_LOCAL, bytes)
                        .attribute(NetlinkReader.IFA_ADDRESS, bytes);
        Errno errno = requests.ask(message, what);
        if (errno.number() == 0) {
            return Removed.REMOVED;
        }
        if (List.of(Errno.EADDRNOTAVAIL, Errno.ENODEV, Errno.ENXIO).contains(errno)) {
            return Removed.ABSENT;
        }
        throw requests.refusal(what);
    }

    /// An interface with a MAC address of its own on another one, as a virtual MAC needs it. It is
    /// down until [#setUp(int)], and has addresses of its own: none at first.
    public NetworkDevice addMacvlan(NetworkDevice below, String name, MacAddress mac)
            throws SystemCallException {
        String what = "add %s with %s on %s".formatted(name, mac, below);
        requests.carryOut(DeviceMessages.macvlan(below, name, mac), what);
        NetworkDevice made = device(name).orElseThrow(() -> requests.refusal(what));
        try {
            prepareMacvlan(made.index());
        } catch (SystemCallException e) {
            removeDevice(made.index());
            throw e;
        }
        return made;
    }

    /// Sets what a virtual MAC needs of its interface.
    void prepareMacvlan(int deviceIndex) throws SystemCallException {
        String what = "prepare interface %d".formatted(deviceIndex);
        requests.carryOut(DeviceMessages.anySource(deviceIndex), what);
        if (Files.exists(IPV6)) {
            requests.carryOut(DeviceMessages.noGeneratedAddress(deviceIndex), what);
        }
    }

    /// Lets an interface answer ARP for its own addresses only, and ask in the name of these alone
    /// (`arp_ignore` 1, `arp_announce` 2, which stay so). Otherwise Linux does both for those of
    /// all interfaces: below a virtual MAC, neighbours learn the wrong one.
    public void keepArpToOwnAddresses(int deviceIndex) throws SystemCallException {
        requests.carryOut(
                DeviceMessages.ownAddressesOnly(deviceIndex),
                "set arp_ignore and arp_announce of interface %d".formatted(deviceIndex));
    }

    /// Lets an interface keep its other IPv4 addresses of a network when the first of them goes
    /// (`promote_secondaries` 1, which stays so, and which systemd sets everywhere). Otherwise
    /// Linux takes them all away: a virtual address that comes first, as where the host's own one
    /// was changed meanwhile, would take that one along.
    public void keepSecondaries(int deviceIndex) throws SystemCallException {
        requests.carryOut(
                DeviceMessages.keptSecondaries(deviceIndex),
                "set promote_secondaries of interface %d".formatted(deviceIndex));
    }

    public void setUp(int deviceIndex) throws SystemCallException {
        requests.carryOut(
                DeviceMessages.up(deviceIndex), "set interface %d up".formatted(deviceIndex));
    }

    public void setDown(int deviceIndex) throws SystemCallException {
        requests.carryOut(
                DeviceMessages.down(deviceIndex), "set interface %d down".formatted(deviceIndex));
    }

    public void removeDevice(int deviceIndex) throws SystemCallException {
        requests.carryOut(
                DeviceMessages.removal(deviceIndex), "remove interface %d".formatted(deviceIndex));
    }

    @Override
    public void close() {
        requests.socket().close();
    }
}
