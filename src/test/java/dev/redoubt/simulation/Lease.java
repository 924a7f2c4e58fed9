package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import dev.redoubt.sentinel.SentinelView;

/// Until when which server may be talked to, as published.
record Lease(int server, long untilNanos) {
    static final Lease NONE = new Lease(NOBODY, 0);

    static Lease of(SentinelView view, Guard guard) {
        return view.primary()
                .map(primary -> new Lease(Addresses.serverAt(primary), Long.MAX_VALUE))
                .orElse(NONE);
    }

    boolean holds(int asked, long nowNanos) {
        return asked == server && (untilNanos == Long.MAX_VALUE || nowNanos - untilNanos < 0);
    }
}
