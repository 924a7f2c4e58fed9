package dev.redoubt.pool;

import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.WaitingRoom;
import dev.redoubt.config.HostPort;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.snapshot.Tally;
import dev.redoubt.topology.Topology;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes one story of what the source and all loops tell about the primary: lost, named, serving,
/// each once. Changed on the control loop only; what others read is volatile.
final class PrimaryWatch {
    private static final Logger log = LoggerFactory.getLogger(PrimaryWatch.class);

    private final String pool;
    private final int loops;
    private final Consumer<PoolEvent> events;
    private @Nullable HostPort named;
    private @Nullable HostPort lastServed;
    private final BitSet loopsServing = new BitSet();
    private long held;
    private Duration longestWait = Duration.ZERO;
    private String lastRefusal = "";
    private volatile boolean serving;
    private volatile String reason = "starting";
    private final Tally failures = new Tally();
    private final Tally moves = new Tally();

    PrimaryWatch(String pool, int loops, Consumer<PoolEvent> events) {
        this.pool = pool;
        this.loops = loops;
        this.events = events;
    }

    /// The source says who is primary, or that there is none.
    void named(Topology topology) {
        HostPort next = topology.primary().orElse(null);
        if (next == null) {
            loopsServing.clear();
            lost(topology.reason());
            reason = topology.reason();
        } else if (!next.equals(named)) {
            loopsServing.clear();
            lost("the primary moved to " + next);
            events.accept(
                    new PoolEvent.PrimaryNamed(
                            next, Optional.ofNullable(lastServed), topology.epoch()));
        }
        named = next;
    }

    private void lost(String why) {
        HostPort server = lastServed;
        if (serving && server != null) {
            serving = false;
            held = 0;
            longestWait = Duration.ZERO;
            failures.add(1);
            reason = why;
            log.warn("pool {}: lost the primary {}: {}; commands wait", pool, server, why);
            events.accept(new PoolEvent.PrimaryLost(server, why));
        }
    }

    /// A loop's link to the primary ended, or none can be opened. The other loops' links may well
    /// live: they have nothing to tell again.
    ///
    /// @param loop its index
    void failing(int loop, HostPort server, OpenFailure failure) {
        if (!server.equals(named)) {
            return;
        }
        loopsServing.clear(loop);
        lost(failure.text());
        reason = server + ": " + failure.text();
        if (failure.kind() == OpenFailure.Kind.REFUSED && !failure.text().equals(lastRefusal)) {
            lastRefusal = failure.text();
            log.error("pool {}: {} refuses the pool's links: {}", pool, server, lastRefusal);
        }
    }

    /// A loop has a link to the primary, and its held sessions went on.
    ///
    /// @param loop its index
    void serving(int loop, HostPort server, WaitingRoom.Released released) {
        if (!server.equals(named)) {
            return;
        }
        loopsServing.set(loop);
        held += released.sessions();
        if (released.longestWait().compareTo(longestWait) > 0) {
            longestWait = released.longestWait();
        }
        if (loopsServing.cardinality() >= loops && !serving) {
            tellServing(server);
        }
    }

    private void tellServing(HostPort server) {
        Optional<HostPort> before = Optional.ofNullable(lastServed);
        if (before.isPresent() && !before.get().equals(server)) {
            moves.add(1);
        }
        serving = true;
        reason = "";
        lastRefusal = "";
        lastServed = server;
        log.info(
                "pool {}: serving from {}; {} clients waited, at most {} ms",
                pool,
                server,
                held,
                longestWait.toMillis());
        events.accept(new PoolEvent.Serving(server, before, held, longestWait));
    }

    boolean isServing() {
        return serving;
    }

    String reason() {
        return reason;
    }

    long failures() {
        return failures.value();
    }

    long moves() {
        return moves.value();
    }
}
