package dev.redoubt.vrrp;

import dev.redoubt.linux.AddressHolder;
import dev.redoubt.linux.AddressReport;
import dev.redoubt.linux.AnnouncementSocket;
import dev.redoubt.linux.Lifetime;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.VirtualAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
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

    /// @param places the interface of each
    HeldAddresses(
            RouterPlan plan,
            RouteNetlink netlink,
            Map<VirtualAddress, NetworkDevice> places,
            AnnouncementSocket announcements) {
        this.plan = plan;
        this.places = places;
        this.announcements = announcements;
        holder =
                new AddressHolder(
                        netlink,
                        List.copyOf(places.keySet()),
                        Lifetime.ofSeconds(VirtualRouter.lifetime(plan).toSeconds()));
    }

    /// Whether one of them is there.
    boolean isOn(NetworkDevice device) {
        return places.values().stream().anyMatch(each -> each.index() == device.index());
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

    /// Puts back what this event took away.
    void heed(NetworkEvent event) {
        mend(holder.heed(event));
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
        for (int round = 0; round < ANNOUNCEMENTS; round++) {
            tellNeighbours(back);
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
        for (int round = 0; round < ANNOUNCEMENTS; round++) {
            remind();
        }
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
            } catch (IOException e) {
                LOG.warn("{}: {}", plan, e.getMessage());
                return;
            }
        }
    }
}
