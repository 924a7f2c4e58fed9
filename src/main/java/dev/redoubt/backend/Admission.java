package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;

/// Whether one loop may send commands to the primary now, and if not, why: there has to be one, it
/// has to have taken a link of the pool's own, and the pool's fence has to let it through.
final class Admission {
    private final Loop loop;
    private final Fence fence;
    private final BackendSettings settings;
    private final Failings failings;
    private @Nullable HostPort server;
    private boolean serving;
    private boolean lapsed;

    Admission(Loop loop, Fence fence, BackendSettings settings, Failings failings) {
        this.loop = loop;
        this.fence = fence;
        this.settings = settings;
        this.failings = failings;
    }

    /// The primary in use; null while there is none.
    @Nullable HostPort server() {
        return server;
    }

    /// Uses this server instead of the one before, as soon as it has taken a link.
    void moveTo(@Nullable HostPort next) {
        server = next;
        serving = false;
        failings.forget();
    }

    /// Nobody is used any more.
    void end() {
        server = null;
    }

    /// Whether it has taken a link of the pool's own.
    boolean hasTakenLink() {
        return serving;
    }

    /// It took one, or the last one ended.
    ///
    /// @param open whether one is open now
    void links(boolean open) {
        serving = open;
    }

    /// Whether there is a primary that commands may be sent to now.
    boolean isGiven() {
        if (server == null) {
            return false;
        }
        boolean admitted = fence.routes(server, loop.nowNanos());
        lapsed |= !admitted;
        return admitted;
    }

    /// The primary that commands may be sent to now, over any link.
    Optional<HostPort> primary() {
        return serving && isGiven() ? Optional.ofNullable(server) : Optional.empty();
    }

    /// Whether there is a primary that has taken a link and may be used, perhaps after a pause.
    boolean isServing() {
        return serving && server != null && fence.admits(server, loop.nowNanos());
    }

    /// Whether commands are held on purpose.
    boolean isPaused() {
        return fence.isPausedAt(loop.nowNanos());
    }

    /// Somebody was turned away by the fence.
    void lapsed() {
        lapsed = true;
    }

    /// The fence is open again.
    void unfenced() {
        lapsed = false;
    }

    /// Whether the fence is open again, and those who were turned away have not heard of it.
    boolean isBack() {
        return lapsed && serving && isGiven();
    }

    /// Why commands cannot be sent now: there is no primary, the pool's own links fail, or those of
    /// the session's identity and private ones do.
    String reason() {
        Topology topology = fence.topology();
        if (isPaused()) {
            return "paused by an operator";
        }
        if (settings.interference().holdsWrites()) {
            return "writes are paused by an operator";
        }
        if (!serving) {
            return failings.whileNot(topology);
        }
        if (server != null && !isGiven()) {
            return server + " is fenced: " + fence.reason();
        }
        return settings.pledges().obstacle().orElseGet(() -> failings.whileServing(topology));
    }

    /// Whether this is the primary in use.
    boolean isOf(@Nullable HostPort named) {
        return Objects.equals(named, server);
    }
}
