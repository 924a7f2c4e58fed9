package dev.redoubt.vrrp;

import dev.redoubt.linux.IpFamily;
import dev.redoubt.linux.NetworkDevice;
import dev.redoubt.linux.NetworkEvent;
import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.linux.SystemCallException;
import dev.redoubt.linux.VirtualInterface;
import dev.redoubt.linux.VrrpSocket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;

/// A router's interface with the virtual MAC address (RFC 9568, 7.3), and its adverts over it: up
/// while this node is Active. The driver's thread alone.
///
/// | | adverts are heard | and sent |
/// |---|---|---|
/// | Backup | by the interface below | |
/// | Active, multicast | here: the other one's MAC address may be this one | here |
/// | Active, unicast | by the interface below, whose MAC address peers know | there |
final class VirtualMac {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualMac.class);

    private final RouterPlan plan;
    private final VirtualInterface on;
    private final Optional<VrrpSocket> socket;
    private boolean raised;

    private VirtualMac(RouterPlan plan, VirtualInterface on, Optional<VrrpSocket> socket) {
        this.plan = plan;
        this.on = on;
        this.socket = socket;
    }

    /// @param below where the router's adverts go
    static VirtualMac open(RouterPlan plan, RouteNetlink netlink, NetworkDevice below)
            throws IOException {
        IpFamily family = plan.family().linux();
        VirtualInterface on = VirtualInterface.open(netlink, below, family, plan.vip().routerId());
        try {
            on.ignoreRouters();
        } catch (IOException e) {
            LOG.warn("{}: {}", plan, e.getMessage());
        }
        try {
            return new VirtualMac(plan, on, socket(plan, on.device(), family));
        } catch (IOException e) {
            on.close();
            throw e;
        }
    }

    private static Optional<VrrpSocket> socket(
            RouterPlan plan, NetworkDevice device, IpFamily family) throws IOException {
        if (!plan.peers().isEmpty()) {
            return Optional.empty();
        }
        VrrpSocket socket = VrrpSocket.openAbove(device, family);
        try {
            socket.joinGroup();
            return Optional.of(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    NetworkDevice device() {
        return on.device();
    }

    /// Where adverts are heard while this node is Active; nothing arrives there before.
    Optional<VrrpSocket> socket() {
        return socket;
    }

    /// Where adverts go by it now.
    Optional<VrrpSocket> road() {
        return raised ? socket : Optional.empty();
    }

    /// From now on this machine is at the virtual MAC address. Where that fails it goes on without.
    void raise() {
        if (!raised) {
            try {
                on.raise();
                raised = true;
            } catch (SystemCallException e) {
                LOG.error("{}: {}", plan, e.getMessage());
            }
        }
    }

    /// It is no more.
    void lower() {
        if (raised) {
            raised = false;
            try {
                on.lower();
            } catch (SystemCallException e) {
                LOG.debug("{}: {}", plan, e.getMessage());
            }
        }
    }

    /// Sets it up again, when somebody else set it down.
    void heed(NetworkEvent event) {
        if (raised
                && event instanceof NetworkEvent.DeviceChanged(NetworkDevice changed)
                && changed.index() == on.device().index()
                && !changed.isUp()) {
            LOG.warn("{}: {} is set up again", plan, on.device());
            raised = false;
            raise();
        }
    }

    void close() {
        socket.ifPresent(VrrpSocket::close);
        try {
            on.close();
        } catch (SystemCallException e) {
            LOG.warn("{}: {}", plan, e.getMessage());
        }
    }
}
