package dev.redoubt.vrrp;

import dev.redoubt.linux.AnnouncementSocket;
import dev.redoubt.linux.Capability;
import dev.redoubt.linux.KernelClock;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.NetworkEvents;
import dev.redoubt.linux.Poller;
import dev.redoubt.linux.RouteNetlink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// This machine, by the kernel's own interfaces.
final class LinuxHost implements VrrpHost {
    private final RouteNetlink netlink;
    private final NetworkEvents events;
    private final AnnouncementSocket announcements;
    private final Poller poller;
    private final List<LinuxWire> wires = new ArrayList<>();

    private LinuxHost(
            RouteNetlink netlink,
            NetworkEvents events,
            AnnouncementSocket announcements,
            Poller poller) {
        this.netlink = netlink;
        this.events = events;
        this.announcements = announcements;
        this.poller = poller;
        poller.add(events);
    }

    /// @throws IOException where a capability is missing, which it names
    static LinuxHost open() throws IOException {
        Capability.require();
        return new LinuxHost(
                RouteNetlink.open(),
                NetworkEvents.open(),
                AnnouncementSocket.open(),
                Poller.open());
    }

    @Override
    public long nowNanos() {
        return KernelClock.BOOTTIME.nanos();
    }

    @Override
    public void awaitUntil(long nanos) throws IOException {
        poller.awaitUntil(System.nanoTime() + (nanos - nowNanos()));
    }

    @Override
    public void wake() {
        poller.wake();
    }

    @Override
    public boolean changed() throws IOException {
        boolean any = false;
        if (poller.isReady(events)) {
            for (List<NetworkEvent> next = events.receive();
                    !next.isEmpty();
                    next = events.receive()) {
                any = true;
                next.forEach(event -> wires.forEach(wire -> wire.heed(event)));
            }
        }
        return any;
    }

    @Override
    public Set<String> linked() throws IOException {
        return netlink.devices().stream()
                .filter(device -> device.isUp() && device.isRunning())
                .map(NetworkDevice::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Wire open(RouterPlan plan) throws IOException {
        LinuxWire wire = LinuxWire.open(plan, netlink, announcements, this::closed);
        wires.add(wire);
        poller.add(wire.socket());
        return wire;
    }

    private void closed(LinuxWire wire) {
        poller.remove(wire.socket());
        wires.remove(wire);
    }

    @Override
    public void close() {
        List.copyOf(wires).forEach(LinuxWire::close);
        poller.close();
        announcements.close();
        events.close();
        netlink.close();
    }
}
