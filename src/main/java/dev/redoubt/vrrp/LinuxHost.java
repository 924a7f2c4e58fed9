package dev.redoubt.vrrp;

import dev.redoubt.linux.AnnouncementSocket;
import dev.redoubt.linux.Capability;
import dev.redoubt.linux.KernelClock;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.NetworkEvents;
import dev.redoubt.linux.NotifySocket;
import dev.redoubt.linux.Poller;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.ServiceWatchdog;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.linux.UrgentThread;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// This machine, by the kernel's own interfaces.
final class LinuxHost implements VrrpHost {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxHost.class);

    /// Whoever fights over an address must not keep this node from its adverts.
    private static final int EVENTS_AT_ONCE = 16;

    private final RouteNetlink netlink;
    private final NetworkEvents events;
    private final AnnouncementSocket announcements;
    private final Poller poller;
    private final List<LinuxWire> wires = new ArrayList<>();
    private final ServiceWatchdog watchdog = ServiceWatchdog.of(System.getenv());
    private final Optional<NotifySocket> manager = NotifySocket.of(System.getenv());
    private boolean managerIsDeaf;

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
    public void begin() {
        try {
            UrgentThread.become();
        } catch (SystemCallException e) {
            LOG.info("adverts may be late while the processors are busy: {}", e.getMessage());
        }
    }

    @Override
    public void alive() {
        tell(() -> watchdog.alive(System.nanoTime()));
    }

    @Override
    public void ready() {
        manager.ifPresent(socket -> tell(socket::ready));
    }

    @Override
    public void stopping() {
        manager.ifPresent(socket -> tell(socket::stopping));
    }

    private interface Word {
        void say() throws SystemCallException;
    }

    private void tell(Word word) {
        try {
            word.say();
        } catch (SystemCallException e) {
            if (!managerIsDeaf) {
                managerIsDeaf = true;
                LOG.warn("the service manager: {}", e.getMessage());
            }
        }
    }

    @Override
    public long nowNanos() {
        return KernelClock.BOOTTIME.nanos();
    }

    @Override
    public void awaitUntil(long nanos) throws IOException {
        long waitNanos = Math.min(nanos - nowNanos(), watchdog.everyNanos());
        poller.awaitUntil(System.nanoTime() + waitNanos);
    }

    @Override
    public void wake() {
        poller.wake();
    }

    @Override
    public boolean changed() throws IOException {
        boolean any = false;
        if (poller.isReady(events)) {
            List<NetworkEvent> next = events.receive();
            for (int i = 1; !next.isEmpty(); i++) {
                any = true;
                next.forEach(event -> wires.forEach(wire -> wire.heed(event)));
                next = i < EVENTS_AT_ONCE ? events.receive() : List.of();
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
        wire.sockets().forEach(poller::add);
        return wire;
    }

    private void closed(LinuxWire wire) {
        wire.sockets().forEach(poller::remove);
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
