package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import dev.redoubt.sentinel.SentinelLease;
import dev.redoubt.sentinel.SentinelView;

/// Until when which server may be talked to, as published. It is counted by the monotonic clock,
/// and void once that clock has stood still.
///
/// @param sleptNanos by how much the monotonic clock was behind when this was published
record Lease(int server, SentinelLease term, long sleptNanos) {
    static final Lease NONE = new Lease(NOBODY, SentinelLease.UNLIMITED, 0);

    static Lease of(SentinelView view, SimulatedProcess node) {
        return view.primary()
                .map(primary ->
                        new Lease(Addresses.serverAt(primary), view.lease(), node.sleptNanos()))
                .orElse(NONE);
    }

    boolean holds(int asked, SimulatedProcess node, Guard guard) {
        return asked == server
                && (guard == Guard.NO_LEASE
                        || (term.holdsAt(node.monotonicNanos())
                                && (guard == Guard.NO_BOOT_CLOCK
                                        || node.sleptNanos() == sleptNanos)));
    }
}
