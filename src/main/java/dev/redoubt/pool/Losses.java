package dev.redoubt.pool;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Logs that the primary was lost; one that is lost again and again for the same reason (a server
/// that ends each connection) fills no log: it is told once a minute, with a count. Control loop
/// only.
final class Losses {
    private static final Logger log = LoggerFactory.getLogger(PrimaryWatch.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String pool;
    private final LongSupplier clock;
    private @Nullable HostPort lastServer;
    private String lastReason = "";
    private long toldNanos;
    private int repeats;

    /// @param clock nanoseconds as `System.nanoTime`
    Losses(String pool, LongSupplier clock) {
        this.pool = pool;
        this.clock = clock;
    }

    void tell(HostPort server, String reason) {
        long now = clock.getAsLong();
        boolean same = server.equals(lastServer) && reason.equals(lastReason);
        if (!same || now - toldNanos >= PAUSE_NANOS) {
            log.warn(
                    "pool {}: lost the primary {}: {}; commands wait{}",
                    pool,
                    server,
                    reason,
                    same && repeats > 0
                            ? " (" + (repeats + 1) + " times since it was told last)"
                            : "");
            lastServer = server;
            lastReason = reason;
            toldNanos = now;
            repeats = 0;
            return;
        }
        repeats++;
        if (repeats == 1) {
            log.warn(
                    "pool {}: lost the primary {} again: {}; told once a minute from now on",
                    pool,
                    server,
                    reason);
        }
    }

    /// Whether the last loss was not worth a line, and so the recovery is not.
    boolean isRepeated() {
        return repeats > 1;
    }
}
