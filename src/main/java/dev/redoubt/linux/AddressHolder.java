package dev.redoubt.linux;

import dev.redoubt.linux.AddressReport.Outcome;

import java.util.ArrayList;
import java.util.List;

/// Holds one virtual router's addresses on this machine, while it is Active.
///
/// They have a lifetime, so that the kernel removes them when nobody renews them any more: after a
/// crash, too. Nothing here throws: an address that fails is reported, and tried again with the
/// next renewal.
public final class AddressHolder {
    private final RouteNetlink netlink;
    private final List<VirtualAddress> addresses;
    private final Lifetime lifetime;
    private boolean held;

    /// @param lifetime renew it in half of that, or sooner
    public AddressHolder(RouteNetlink netlink, List<VirtualAddress> addresses, Lifetime lifetime) {
        this.netlink = netlink;
        this.addresses = List.copyOf(addresses);
        this.lifetime = lifetime;
    }

    public boolean isHeld() {
        return held;
    }

    /// Adds all. From now on they are to be there.
    ///
    /// @return one for each, in order
    public List<AddressReport> take() {
        held = true;
        return addresses.stream()
                .map(each -> add(each, Outcome.ADDED, Outcome.ALREADY_THERE))
                .toList();
    }

    /// Begins their lifetime anew, where they are held.
    ///
    /// @return one for each that had been gone or that failed
    public List<AddressReport> renew() {
        return held ? putBack(addresses) : List.of();
    }

    /// Puts back at once what was removed by others, where it is held; also once its interface is
    /// up again, which loses IPv6 addresses when it goes down.
    ///
    /// @return one for each that is back or that failed
    public List<AddressReport> heed(NetworkEvent event) {
        return held
                ? putBack(addresses.stream().filter(each -> concerns(event, each)).toList())
                : List.of();
    }

    private static boolean concerns(NetworkEvent event, VirtualAddress address) {
        return switch (event) {
            case NetworkEvent.AddressRemoved(DeviceAddress removed) ->
                    removed.place().equals(address);
            case NetworkEvent.DeviceChanged(NetworkDevice device) ->
                    device.index() == address.deviceIndex() && device.isUp();
            case NetworkEvent.Overrun() -> true;
            case NetworkEvent.AddressAdded(DeviceAddress _) -> false;
            case NetworkEvent.DeviceGone(NetworkDevice _) -> false;
        };
    }

    private List<AddressReport> putBack(List<VirtualAddress> wanted) {
        List<AddressReport> reports = new ArrayList<>();
        for (VirtualAddress each : wanted) {
            AddressReport report = add(each, Outcome.PUT_BACK, Outcome.ALREADY_THERE);
            if (report.outcome() != Outcome.ALREADY_THERE) {
                reports.add(report);
            }
        }
        return reports;
    }

    private AddressReport add(VirtualAddress address, Outcome added, Outcome renewed) {
        return attempt(
                address,
                () ->
                        switch (netlink.add(address, lifetime)) {
                            case ADDED -> added;
                            case RENEWED -> renewed;
                        });
    }

    /// Removes all, also those that were never taken: a predecessor may have left them.
    ///
    /// @return one for each, in order
    public List<AddressReport> release() {
        held = false;
        return addresses.stream()
                .map(each ->
                        attempt(
                                each,
                                () ->
                                        switch (netlink.remove(each)) {
                                            case REMOVED -> Outcome.REMOVED;
                                            case ABSENT -> Outcome.ABSENT;
                                        }))
                .toList();
    }

    private interface Attempt {
        Outcome outcome() throws SystemCallException;
    }

    private static AddressReport attempt(VirtualAddress address, Attempt attempt) {
        try {
            return AddressReport.of(address, attempt.outcome());
        } catch (SystemCallException e) {
            return new AddressReport(address, Outcome.FAILED, e);
        }
    }
}
