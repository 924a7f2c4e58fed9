package dev.redoubt.vrrp;

import dev.redoubt.config.VipAddress;
import dev.redoubt.linux.AddressHolder;
import dev.redoubt.linux.AddressReport;
import dev.redoubt.linux.AnnouncementSocket;
import dev.redoubt.linux.DeviceAddress;
import dev.redoubt.linux.IpFamily;
import dev.redoubt.linux.Lifetime;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.VirtualAddress;
import dev.redoubt.linux.VrrpDatagram;
import dev.redoubt.linux.VrrpSocket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A router's interface on this machine.
final class LinuxWire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxWire.class);
    private static final int ANNOUNCEMENTS = 5;

    private final RouterPlan plan;
    private final InetAddress source;
    private final VrrpSocket socket;
    private final AddressHolder holder;
    private final Map<VirtualAddress, NetworkDevice> places;
    private final AnnouncementSocket announcements;
    private final Consumer<LinuxWire> closed;
    private final VrrpDatagram datagram = new VrrpDatagram();
    private boolean stale;

    private LinuxWire(
            RouterPlan plan,
            InetAddress source,
            VrrpSocket socket,
            AddressHolder holder,
            Map<VirtualAddress, NetworkDevice> places,
            AnnouncementSocket announcements,
            Consumer<LinuxWire> closed) {
        this.plan = plan;
        this.source = source;
        this.socket = socket;
        this.holder = holder;
        this.places = places;
        this.announcements = announcements;
        this.closed = closed;
    }

    /// @param closed told when it is closed
    static LinuxWire open(
            RouterPlan plan,
            RouteNetlink netlink,
            AnnouncementSocket announcements,
            Consumer<LinuxWire> closed)
            throws IOException {
        NetworkDevice device = device(netlink, plan.vip().interfaceName());
        Map<VirtualAddress, NetworkDevice> places = new LinkedHashMap<>();
        for (VipAddress each : plan.addresses()) {
            NetworkDevice on = device(netlink, each.interfaceName());
            places.put(new VirtualAddress(on.index(), each.address(), each.prefixBits()), on);
        }
        InetAddress source = source(plan, device, netlink.addresses());
        VrrpSocket socket =
                VrrpSocket.open(
                        device,
                        switch (plan.family()) {
                            case IPV4 -> IpFamily.IPV4;
                            case IPV6 -> IpFamily.IPV6;
                        });
        try {
            if (plan.peers().isEmpty()) {
                socket.joinGroup();
            }
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        AddressHolder holder =
                new AddressHolder(
                        netlink,
                        List.copyOf(places.keySet()),
                        Lifetime.ofSeconds(VirtualRouter.lifetime(plan).toSeconds()));
        return new LinuxWire(plan, source, socket, holder, places, announcements, closed);
    }

    private static NetworkDevice device(RouteNetlink netlink, String name) throws IOException {
        return netlink.device(name).orElseThrow(() -> new IOException("no interface " + name));
    }

    private static InetAddress source(
            RouterPlan plan, NetworkDevice device, List<DeviceAddress> present) throws IOException {
        Optional<InetAddress> wanted =
                plan.vip().source().filter(each -> RouterPlan.Family.of(each) == plan.family());
        if (wanted.isPresent()) {
            return wanted.get();
        }
        List<InetAddress> virtual = plan.addresses().stream().map(VipAddress::address).toList();
        // Multicast of IPv6 is sent from the link-local address (RFC 9568, 5.1.2.1).
        boolean localFirst = plan.peers().isEmpty();
        return present.stream()
                .filter(each -> each.deviceIndex() == device.index())
                .filter(each -> !each.isDuplicate() && !each.isTentative())
                .map(DeviceAddress::address)
                .filter(each -> RouterPlan.Family.of(each) == plan.family())
                .filter(each -> !virtual.contains(each))
                .min(
                        Comparator.comparing(each ->
                                plan.family() == RouterPlan.Family.IPV6
                                        && each.isLinkLocalAddress() != localFirst))
                .orElseThrow(() ->
                        new IOException(
                                "no %s address on %s to send from"
                                        .formatted(plan.family(), device.name())));
    }

    VrrpSocket socket() {
        return socket;
    }

    @Override
    public InetAddress source() {
        return source;
    }

    @Override
    public boolean isStale() {
        return stale;
    }

    @Override
    public void send(byte[] advert, InetAddress destination) throws IOException {
        socket.send(ByteBuffer.wrap(advert), source, destination);
    }

    @Override
    public Optional<Datagram> receive() throws IOException {
        if (!socket.receive(datagram)) {
            return Optional.empty();
        }
        ByteBuffer payload = datagram.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return Optional.of(
                new Datagram(
                        datagram.source(), datagram.destination(), datagram.hopLimit(), bytes));
    }

    @Override
    public void hold() {
        tell(holder.take());
    }

    @Override
    public void release() {
        tell(holder.release());
    }

    @Override
    public void renew() {
        mend(holder.renew());
    }

    /// Puts back what this event took away.
    void heed(NetworkEvent event) {
        switch (event) {
            case NetworkEvent.DeviceGone(NetworkDevice gone) -> {
                boolean ours =
                        gone.index() == socket.device().index()
                                || places.values().stream()
                                        .anyMatch(each -> each.index() == gone.index());
                stale |= ours;
            }
            case NetworkEvent.AddressRemoved(DeviceAddress gone) -> {
                stale |=
                        gone.deviceIndex() == socket.device().index()
                                && gone.address().equals(source);
                mend(holder.heed(event));
            }
            case NetworkEvent.DeviceChanged _,
                    NetworkEvent.AddressAdded _,
                    NetworkEvent.Overrun _ ->
                    mend(holder.heed(event));
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

    private void tell(List<AddressReport> reports) {
        for (AddressReport report : reports) {
            if (report.outcome() == AddressReport.Outcome.FAILED) {
                LOG.error("{}: {}", plan, report);
            } else {
                LOG.debug("{}: {}", plan, report);
            }
        }
    }

    @Override
    public void announce() {
        announce(List.copyOf(places.keySet()));
    }

    private void announce(List<VirtualAddress> addresses) {
        for (int round = 0; round < ANNOUNCEMENTS; round++) {
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

    @Override
    public void close() {
        closed.accept(this);
        socket.close();
    }
}
