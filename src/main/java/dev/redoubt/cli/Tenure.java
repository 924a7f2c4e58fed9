package dev.redoubt.cli;

import dev.redoubt.admin.AdminServer;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.vrrp.VrrpDriver;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What of a node only one process can have at a time: its virtual addresses and its admin address.
/// Any thread.
final class Tenure {
    private static final Logger LOG = LoggerFactory.getLogger(Tenure.class);

    private static final Duration RECLAIM_LIMIT = Duration.ofSeconds(10);
    private static final long RECLAIM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RedoubtConfig config;
    private final Node node;
    private @Nullable NodeVips vips;
    private @Nullable NodeVips leaving;
    private @Nullable ServingPools serving;
    private @Nullable AdminServer admin;
    private byte[] vipMemory = new byte[0];
    private boolean ended;
    private volatile boolean inOffice;

    Tenure(RedoubtConfig config, Node node) {
        this.config = config;
        this.node = node;
    }

    /// Virtual addresses that go on as they are where another process of this node has them.
    static List<String> claims(RedoubtConfig config) {
        return VrrpDriver.claims(config.vips());
    }

    /// This process is the node from now on.
    void begin() {
        inOffice = true;
    }

    /// Another one is.
    void retire() {
        inOffice = false;
    }

    /// Whether this process is the node.
    boolean isInOffice() {
        return inOffice;
    }

    /// Makes sure that it could take part with the virtual addresses.
    ///
    /// @throws IOException if it cannot, with a message for people
    synchronized void openVips() throws IOException {
        if (!ended && vips == null && !config.vips().isEmpty()) {
            serving = new ServingPools(node::pools, System::nanoTime);
            vips = NodeVips.open(config.vips(), serving);
        }
    }

    /// What the process before left of the virtual addresses.
    synchronized void rememberVips(byte[] memory) {
        vipMemory = memory.clone();
    }

    /// Takes part with the virtual addresses, which are open.
    synchronized void beginVips() {
        NodeVips open = vips;
        if (!ended && open != null) {
            if (vipMemory.length > 0 && serving != null) {
                // A failover of Redis that is under way moves no address, whoever began to wait.
                serving.assume(config.pools().stream().map(PoolConfig::name).toList());
            }
            open.begin(vipMemory);
            node.show(Optional.of(open));
        }
    }

    /// Answers on the admin address.
    ///
    /// @throws IOException if it cannot, with a message for people
    synchronized void startAdmin() throws IOException {
        if (!ended && admin == null) {
            admin = AdminServer.start(config.admin(), node, node);
        }
    }

    /// Gives the virtual addresses to another process of this node.
    ///
    /// @param claims those that it goes on with as they are
    /// @return what it must know; empty where there are none
    synchronized Optional<byte[]> bequeathVips(Set<String> claims) {
        NodeVips given = vips;
        if (given == null) {
            return Optional.empty();
        }
        vipMemory = given.bequeath(claims);
        vips = null;
        leaving = given;
        node.show(Optional.empty());
        // The other process need not wait for what is told of it.
        Thread.ofVirtual().name("redoubt-vrrp-end").start(given::leave);
        return Optional.of(vipMemory.clone());
    }

    /// Takes both back, as soon as the other process has let go of them: it may still be ending.
    void reclaim() {
        reclaimVips();
        long deadlineNanos = System.nanoTime() + RECLAIM_LIMIT.toNanos();
        while (!reclaimAdmin(System.nanoTime() - deadlineNanos >= 0)) {
            LockSupport.parkNanos(RECLAIM_PAUSE_NANOS);
        }
    }

    private synchronized void reclaimVips() {
        if (vips != null && !vips.isEnding()) {
            // It never gave them up.
            return;
        }
        if (vips != null) {
            // It did, but too late for the other process.
            vips.leave();
            vips = null;
        }
        try {
            openVips();
            beginVips();
        } catch (IOException e) {
            LOG.error("virtual addresses: {}", e.getMessage());
        }
    }

    /// @param last whether it must be done with it now, one way or the other
    private boolean reclaimAdmin(boolean last) {
        try {
            startAdmin();
            return true;
        } catch (IOException e) {
            if (last) {
                LOG.error("{}", e.getMessage());
            }
            return last;
        }
    }

    /// For good, or until [#reclaim].
    synchronized void endAdmin() {
        if (admin != null) {
            admin.close();
            admin = null;
        }
    }

    /// For good: gives the virtual addresses up to other nodes.
    synchronized void endVips() {
        ended = true;
        if (vips != null) {
            vips.leave();
            leaving = vips;
            vips = null;
        }
    }

    /// Waits for the programs that are told that the virtual addresses are given up.
    void awaitTold() {
        Optional<NodeVips> left;
        synchronized (this) {
            left = Optional.ofNullable(leaving);
        }
        left.ifPresent(NodeVips::awaitTold);
    }
}
