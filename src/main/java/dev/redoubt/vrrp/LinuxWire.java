package dev.redoubt.vrrp;

import dev.redoubt.config.AcceptMode;
import dev.redoubt.config.VipAddress;
import dev.redoubt.linux.AnnouncementSocket;
import dev.redoubt.linux.DeafAddresses;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.VirtualAddress;
import dev.redoubt.linux.VrrpDatagram;
import dev.redoubt.linux.VrrpSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A router's interface on this machine.
final class LinuxWire implements Wire {
    /// What waits and does not count is thrown away, up to so much at once.
    private static final int STALE_PACKETS = 4096;

    /// With each packet that is read: a flood must not keep this node from its own adverts.
    private static final int ALONGSIDE = 64;

    private final RouteNetlink netlink;
    private final AdvertSource source;
    private final VrrpSocket socket;
    private final Optional<VirtualMac> virtualMac;
    private final Optional<DeafAddresses> deaf;
    private final HeldAddresses addresses;
    private final Consumer<LinuxWire> closed;
    private final VrrpDatagram datagram = new VrrpDatagram();
    private boolean stale;

    private LinuxWire(
            RouteNetlink netlink,
            AdvertSource source,
            VrrpSocket socket,
            Optional<VirtualMac> virtualMac,
            Optional<DeafAddresses> deaf,
            HeldAddresses addresses,
            Consumer<LinuxWire> closed) {
        this.netlink = netlink;
        this.source = source;
        this.socket = socket;
        this.virtualMac = virtualMac;
        this.deaf = deaf;
        this.addresses = addresses;
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
        AdvertSource source = AdvertSource.of(plan, device, netlink.addresses());
        VrrpSocket socket = VrrpSocket.open(device, plan.family().linux());
        Optional<VirtualMac> virtualMac = Optional.empty();
        Optional<DeafAddresses> deaf = Optional.empty();
        try {
            if (plan.peers().isEmpty()) {
                socket.joinGroup();
            }
            if (plan.vip().acceptMode() == AcceptMode.DROPPED) {
                deaf = Optional.of(deaf(plan, device));
            }
            if (plan.hasVirtualMac()) {
                virtualMac = Optional.of(VirtualMac.open(plan, netlink, device));
            }
            NetworkDevice holding = virtualMac.map(VirtualMac::device).orElse(device);
            Map<VirtualAddress, NetworkDevice> places = places(plan, netlink, holding);
            if (plan.family() == RouterPlan.Family.IPV4) {
                for (NetworkDevice each : Set.copyOf(places.values())) {
                    netlink.keepSecondaries(each.index());
                }
            }
            HeldAddresses addresses = new HeldAddresses(plan, netlink, places, announcements);
            return new LinuxWire(netlink, source, socket, virtualMac, deaf, addresses, closed);
        } catch (IOException e) {
            deaf.ifPresent(DeafAddresses::close);
            virtualMac.ifPresent(VirtualMac::close);
            socket.close();
            throw e;
        }
    }

    /// For as long as the wire is there: a Backup has no addresses that it could concern.
    private static DeafAddresses deaf(RouterPlan plan, NetworkDevice device) throws IOException {
        return DeafAddresses.open(
                plan.family().linux(),
                plan.addresses().stream().map(VipAddress::address).toList(),
                "redoubt_%d_%d".formatted(device.index(), plan.vip().routerId()));
    }

    /// Where each address will be.
    ///
    /// @param usual of those that name no interface of their own
    private static Map<VirtualAddress, NetworkDevice> places(
            RouterPlan plan, RouteNetlink netlink, NetworkDevice usual) throws IOException {
        Map<VirtualAddress, NetworkDevice> places = new LinkedHashMap<>();
        for (VipAddress each : plan.addresses()) {
            NetworkDevice on =
                    each.interfaceName().equals(plan.vip().interfaceName())
                            ? usual
                            : device(netlink, each.interfaceName());
            places.put(new VirtualAddress(on.index(), each.address(), each.prefixBits()), on);
        }
        return places;
    }

    private static NetworkDevice device(RouteNetlink netlink, String name) throws IOException {
        return netlink.device(name).orElseThrow(() -> new IOException("no interface " + name));
    }

    /// Where adverts may arrive.
    List<VrrpSocket> sockets() {
        return Stream.concat(Stream.of(socket), virtualMac.flatMap(VirtualMac::socket).stream())
                .toList();
    }

    /// Where they arrive now, and go.
    private VrrpSocket road() {
        return virtualMac.flatMap(VirtualMac::road).orElse(socket);
    }

    @Override
    public InetAddress source() {
        return source.address();
    }

    @Override
    public boolean isNear(InetAddress other) {
        return source.isNear(other);
    }

    @Override
    public boolean isStale() {
        return stale || source.isGone();
    }

    @Override
    public void send(byte[] advert, InetAddress destination) throws IOException {
        virtualMac.ifPresent(VirtualMac::raise);
        road().send(ByteBuffer.wrap(advert), source.address(), destination);
    }

    @Override
    public Optional<Datagram> receive() throws IOException {
        VrrpSocket road = road();
        if (!road.equals(socket)) {
            // The same adverts come here, too, but for those from the virtual MAC address.
            drain(socket, ALONGSIDE);
        }
        if (!road.receive(datagram)) {
            return Optional.empty();
        }
        ByteBuffer payload = datagram.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return Optional.of(
                new Datagram(
                        datagram.source(), datagram.destination(), datagram.hopLimit(), bytes));
    }

    private void drain(VrrpSocket from, int most) throws IOException {
        for (int i = 0; i < most && from.receive(datagram); i++) {
            // Nobody hears it.
        }
    }

    @Override
    public void hold() {
        virtualMac.ifPresent(VirtualMac::raise);
        addresses.hold();
    }

    @Override
    public void release() {
        addresses.release();
    }

    @Override
    public void stepBack() {
        VrrpSocket road = road();
        virtualMac.ifPresent(VirtualMac::lower);
        if (!road.equals(socket)) {
            try {
                drain(road, STALE_PACKETS);
                drain(socket, STALE_PACKETS);
            } catch (IOException e) {
                // What still waits is heard, and some of it twice.
            }
        }
    }

    @Override
    public void renew() {
        addresses.renew();
    }

    /// Puts back what this event took away.
    void heed(NetworkEvent event) {
        source.heed(event, netlink);
        stale |= addresses.isBereftBy(event);
        virtualMac.ifPresent(each -> each.heed(event));
        addresses.heed(event);
    }

    @Override
    public void announce() {
        addresses.announce();
    }

    @Override
    public void remind() {
        addresses.remind();
    }

    @Override
    public void close() {
        closed.accept(this);
        socket.close();
        virtualMac.ifPresent(VirtualMac::close);
        deaf.ifPresent(DeafAddresses::close);
    }
}
