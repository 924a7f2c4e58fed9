package dev.redoubt.vrrp;

import dev.redoubt.linux.DeviceAddress;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.linux.VirtualAddress;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// From where a router's adverts are sent, and whether that is still here. The driver's thread
/// alone.
final class AdvertSource {
    private final NetworkDevice device;
    private final InetAddress address;
    private final List<VirtualAddress> places;
    private boolean gone;

    /// @param places the interface's own addresses with their networks
    private AdvertSource(NetworkDevice device, InetAddress address, List<VirtualAddress> places) {
        this.device = device;
        this.address = address;
        this.places = places;
    }

    /// @throws IOException with a message for people, where there is none
    static AdvertSource of(RouterPlan plan, NetworkDevice device, List<DeviceAddress> present)
            throws IOException {
        Optional<InetAddress> wanted =
                plan.vip().source().filter(each -> RouterPlan.Family.of(each) == plan.family());
        InetAddress address =
                wanted.isPresent()
                        ? here(wanted.get(), device, present)
                        : first(plan, device, present);
        List<VirtualAddress> places =
                present.stream()
                        .filter(each -> each.deviceIndex() == device.index())
                        // One that a process before left here makes nobody a neighbour.
                        .filter(each -> !plan.virtual().contains(each.address()))
                        .map(DeviceAddress::place)
                        .toList();
        return new AdvertSource(device, address, places);
    }

    /// Nothing is sent from an address that is not here: nobody would know why both are Active.
    private static InetAddress here(
            InetAddress wanted, NetworkDevice device, List<DeviceAddress> present)
            throws IOException {
        if (present.stream().noneMatch(each -> isIt(each, wanted, device))) {
            throw new IOException(
                    "source: %s (expected: an address of this machine, to send from on %s)"
                            .formatted(wanted.getHostAddress(), device));
        }
        return wanted;
    }

    /// A link-local address is one interface's alone.
    private static boolean isIt(DeviceAddress each, InetAddress wanted, NetworkDevice device) {
        return each.address().equals(wanted)
                && (!wanted.isLinkLocalAddress() || each.deviceIndex() == device.index());
    }

    private static InetAddress first(
            RouterPlan plan, NetworkDevice device, List<DeviceAddress> present) throws IOException {
        // Multicast of IPv6 is sent from the link-local address (RFC 9568, 5.1.2.1).
        boolean localFirst = plan.peers().isEmpty();
        return present.stream()
                .filter(each -> each.deviceIndex() == device.index())
                .filter(each -> !each.isDuplicate() && !each.isTentative())
                .map(DeviceAddress::address)
                .filter(each -> RouterPlan.Family.of(each) == plan.family())
                .filter(each -> !plan.virtual().contains(each))
                .min(
                        Comparator.comparing(each ->
                                plan.family() == RouterPlan.Family.IPV6
                                        && each.isLinkLocalAddress() != localFirst))
                .orElseThrow(() -> none(plan, device));
    }

    private static IOException none(RouterPlan plan, NetworkDevice device) {
        String text = "no %s address on %s to send from".formatted(plan.family(), device.name());
        return new IOException(
                plan.config().priority() == Advert.OWNER
                        ? "source: missing: %s but virtual ones (expected: the one of them that this node owns)"
                                .formatted(text)
                        : text);
    }

    InetAddress address() {
        return address;
    }

    /// Whether another address is of one of the interface's networks, as it was opened.
    boolean isNear(InetAddress other) {
        return places.stream().anyMatch(each -> each.isInNetwork(other));
    }

    /// Whether it is here no more, or its interface is another one now.
    boolean isGone() {
        return gone;
    }

    void heed(NetworkEvent event, RouteNetlink netlink) {
        switch (event) {
            case NetworkEvent.DeviceGone(NetworkDevice other) ->
                    gone |= other.index() == device.index();
            case NetworkEvent.AddressRemoved(DeviceAddress removed) ->
                    gone |= isIt(removed, address, device) && !isHere(netlink);
            case NetworkEvent.Overrun() -> gone |= !isHere(netlink);
            case NetworkEvent.DeviceChanged(NetworkDevice now) ->
                    gone |= now.index() == device.index() && !isSame(now);
            case NetworkEvent.AddressAdded _ -> {}
        }
    }

    /// An interface that was renamed is another one to the operator, who names it in the file.
    private boolean isSame(NetworkDevice other) {
        return other.index() == device.index() && other.name().equals(device.name());
    }

    /// What cannot be learned now counts as before.
    private boolean isHere(RouteNetlink netlink) {
        try {
            return netlink.devices().stream().anyMatch(this::isSame)
                    && netlink.addresses().stream().anyMatch(each -> isIt(each, address, device));
        } catch (SystemCallException e) {
            return true;
        }
    }
}
