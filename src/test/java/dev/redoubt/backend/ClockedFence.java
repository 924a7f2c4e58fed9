package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Topology;

import java.util.function.LongSupplier;

/// The real [Fence], by clocks that somebody else keeps.
public final class ClockedFence {
    private final Fence fence;

    /// @param wallNanos the wall clock
    /// @param monotonicNanos as `System.nanoTime`
    public ClockedFence(LongSupplier wallNanos, LongSupplier monotonicNanos) {
        fence = new Fence(wallNanos, monotonicNanos);
    }

    /// What is published now.
    ///
    /// @return whether commands may have been turned away from a primary that stays
    public boolean update(Topology topology) {
        return fence.update(topology);
    }

    /// Whether the server may be used at `nowNanos` of the monotonic clock.
    public boolean admits(HostPort server, long nowNanos) {
        return fence.admits(server, nowNanos);
    }
}
