package dev.redoubt.vrrp;

import dev.redoubt.linux.AddressHolder;
import dev.redoubt.linux.AddressReport;
import dev.redoubt.linux.AnnouncementSocket;
import dev.redoubt.linux.DeviceAddress;
import dev.redoubt.linux.Lifetime;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.linux.VirtualAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A router's addresses on this machine, and what its neighbours are told of them. The driver's
/// thread alone; trouble is logged, not thrown.
final class HeldAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(HeldAddresses.class);
    private static final int ANNOUNCEMENTS = 5;

    private final RouterPlan plan;
    private final AddressHolder holder;
    private final Map<VirtualAddress, NetworkDevice> places;
    private final AnnouncementSocket announcements;
    private final Map<VirtualAddress, String> failures = new HashMap<>();
    private final Map<VirtualAddress, String> unannounced = new HashMap<>();

    /// @param places the interface of each
    HeldAddresses(
            RouterPlan plan,
            RouteNetlink netlink,
            Map<VirtualAddress, NetworkDevice> places,
            AnnouncementSocket announcements)
            throws SystemCallException {
        this.plan = plan;
        this.places = new LinkedHashMap<>(places);
        this.announcements = announcements;
        List<VirtualAddress> ours = new ArrayList<>(places.keySet());
        if (plan.config().priority() == Advert.OWNER) {
            ours.removeAll(permanent(netlink));
        }
        holder =
                new AddressHolder(
                        netlink,
                        ours,
                        Lifetime.ofSeconds(VirtualRouter.lifetime(plan).toSeconds()));
    }

    /// What the machine has for good is the operator's. Others than the owner may find what a
    /// predecessor left behind.
    private static List<VirtualAddress> permanent(RouteNetlink netlink) throws SystemCallException {
        return netlink.addresses().stream()
                .filter(each -> each.lifetime().equals(Lifetime.FOREVER))
                .map(DeviceAddress::place)
                .toList();
    }

    /// Whether one of them was on an interface that is gone now, or has another name.
    boolean isBereftBy(NetworkEvent event) {
        return switch (event) {
            case NetworkEvent.DeviceGone(NetworkDevice gone) ->
                    places.values().stream().anyMatch(each -> each.index() == gone.index());
            case NetworkEvent.DeviceChanged(NetworkDevice now) ->
                    places.values().stream()
                            .anyMatch(each ->
                                    each.index() == now.index() && !each.name().equals(now.name()));
            case NetworkEvent.AddressAdded _,
                    NetworkEvent.AddressRemoved _,
                    NetworkEvent.Overrun _ ->
                    false;
        };
    }

    void hold() {
        tell(holder.take());
    }

    void release() {
        tell(holder.release());
    }

    void renew() {
        mend(holder.renew());
    }

    /// Puts back what this event took away, and tells the neighbours of an interface's new MAC
    /// address.
    void heed(NetworkEvent event) {
        mend(holder.heed(event));
        if (event instanceof NetworkEvent.DeviceChanged(NetworkDevice device)) {
            moved(device);
        }
    }

    private void moved(NetworkDevice device) {
        List<VirtualAddress> moved = new ArrayList<>();
        places.replaceAll((address, before) -> {
            boolean same = before.index() != device.index() || before.mac().equals(device.mac());
            if (!same) {
                moved.add(address);
            }
            return same ? before : device;
        });
        if (holder.isHeld()) {
            announce(moved);
        }
    }

    private void mend(List<AddressReport> reports) {
        tell(reports);
        List<VirtualAddress> back = new ArrayList<>();
        for (AddressReport report : reports) {
            if (report.outcome() == AddressReport.Outcome.PUT_BACK) {
                LOG.warn("{}: {}", plan, report);
                back.add(report.address());
            }
        }
        announce(back);
    }

    private void announce(List<VirtualAddress> addresses) {
        for (int round = 0; round < ANNOUNCEMENTS; round++) {
            tellNeighbours(addresses);
        }
    }

    private void tell(List<AddressReport> reports) {
        for (AddressReport report : reports) {
            String before = failures.remove(report.address());
            if (report.outcome() == AddressReport.Outcome.FAILED) {
                String failure = report.toString();
                failures.put(report.address(), failure);
                // It is tried again several times a second.
                if (!failure.equals(before)) {
                    LOG.error("{}: {}", plan, failure);
                }
            } else {
                LOG.debug("{}: {}", plan, report);
            }
        }
    }

    void announce() {
        announce(List.copyOf(places.keySet()));
    }

    /// Tells the neighbours once.
    void remind() {
        tellNeighbours(List.copyOf(places.keySet()));
    }

    private void tellNeighbours(List<VirtualAddress> addresses) {
        for (VirtualAddress address : addresses) {
            try {
                NetworkDevice device = places.get(address);
                if (device != null) {
                    announcements.announce(device, address.address());
                }
                unannounced.remove(address);
            } catch (IOException e) {
                String why = String.valueOf(e.getMessage());
                // It comes several times for each announcement.
                if (!why.equals(unannounced.put(address, why))) {
                    LOG.warn("{}: {}: {}", plan, address.address().getHostAddress(), why);
                }
            }
        }
    }
}
