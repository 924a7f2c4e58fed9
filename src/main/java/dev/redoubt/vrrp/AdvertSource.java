package dev.redoubt.vrrp;

import dev.redoubt.linux.DeviceAddress;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.SystemCallException;

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
    private boolean gone;

    private AdvertSource(NetworkDevice device, InetAddress address) {
        this.device = device;
        this.address = address;
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
        return new AdvertSource(device, address);
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
                .orElseThrow(() ->
                        new IOException(
                                "no %s address on %s to send from"
                                        .formatted(plan.family(), device.name())));
    }

    InetAddress address() {
        return address;
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
            case NetworkEvent.DeviceChanged _, NetworkEvent.AddressAdded _ -> {}
        }
    }

    /// What cannot be learned now counts as before.
    private boolean isHere(RouteNetlink netlink) {
        try {
            return netlink.devices().stream().anyMatch(each -> each.index() == device.index())
                    && netlink.addresses().stream().anyMatch(each -> isIt(each, address, device));
        } catch (SystemCallException e) {
            return true;
        }
    }
}
