package dev.redoubt.cli;

import dev.redoubt.admin.AdminServer;
import dev.redoubt.config.RedoubtConfig;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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
    private @Nullable AdminServer admin;
    private boolean ended;

    Tenure(RedoubtConfig config, Node node) {
        this.config = config;
        this.node = node;
    }

    /// Takes part with the virtual addresses.
    ///
    /// @throws IOException if it cannot, with a message for people
    synchronized void startVips() throws IOException {
        if (!ended && !config.vips().isEmpty()) {
            NodeVips started =
                    NodeVips.start(config.vips(), new ServingPools(node::pools, System::nanoTime));
            vips = started;
            node.show(Optional.of(started));
        }
    }

    /// Answers on the admin address.
    ///
    /// @throws IOException if it cannot, with a message for people
    synchronized void startAdmin() throws IOException {
        if (!ended) {
            admin = AdminServer.start(config.admin(), node, node);
        }
    }

    /// Gives both up for another process of this node.
    synchronized void free() {
        endAdmin();
        if (vips != null) {
            vips.handOver();
            vips = null;
            node.show(Optional.empty());
        }
    }

    /// Takes both back, as soon as the other process has let go of them: it may still be ending.
    void reclaim() {
        long deadlineNanos = System.nanoTime() + RECLAIM_LIMIT.toNanos();
        while (!reclaimAdmin(System.nanoTime() - deadlineNanos >= 0)) {
            LockSupport.parkNanos(RECLAIM_PAUSE_NANOS);
        }
        try {
            startVips();
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

    /// For good.
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
            vips.close();
            vips = null;
        }
    }
}
