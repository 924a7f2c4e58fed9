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
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Makes one story of what the source and all loops tell about the primary: lost, named, serving,
/// each once. Changed on the control loop only; what others read is volatile.
final class PrimaryWatch {
    private static final Logger log = LoggerFactory.getLogger(PrimaryWatch.class);

    /// Reasons told since the pool last served, at most; there are not so many kinds.
    private static final int MOST_TOLD = 16;

    private final String pool;
    private final int loops;
    private final Consumer<PoolEvent> events;
    private @Nullable HostPort named;
    private @Nullable HostPort lastServed;
    private final BitSet loopsServing = new BitSet();
    private long held;
    private Duration longestWait = Duration.ZERO;
    private final Losses losses;
    private final Set<String> told = new HashSet<>();
    private volatile boolean serving;
    private volatile String reason = "starting";
    private final Tally failures = new Tally();
    private final Tally moves = new Tally();

    PrimaryWatch(String pool, int loops, Consumer<PoolEvent> events) {
        this(pool, loops, events, System::nanoTime);
    }

    /// @param clock nanoseconds as `System.nanoTime`
    PrimaryWatch(String pool, int loops, Consumer<PoolEvent> events, LongSupplier clock) {
        losses = new Losses(pool, clock);
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
            told.clear();
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
            losses.tell(server, why);
            told.add(why);
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
        if (isNews(failure.text())) {
            if (failure.kind() == OpenFailure.Kind.REFUSED) {
                log.error("pool {}: {} refuses the pool's links: {}", pool, server, failure.text());
            } else {
                log.warn("pool {}: {}: {}; keeps trying", pool, server, failure.text());
            }
        }
    }

    /// One of a loop's links ended, or cannot be opened, and others carry on.
    void linkFailing(HostPort server, OpenFailure failure) {
        if (server.equals(named) && isNews("one of several: " + failure.text())) {
            log.warn(
                    "pool {}: a link to {} fails, others carry on: {}",
                    pool,
                    server,
                    failure.text());
        }
    }

    /// Attempts repeat; what comes of them is told once for each reason.
    private boolean isNews(String words) {
        return told.size() < MOST_TOLD && told.add(words);
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
        told.clear();
        lastServed = server;
        if (!losses.isRepeated()) {
            log.info(
                    "pool {}: serving from {}; {} clients waited, at most {} ms",
                    pool,
                    server,
                    held,
                    longestWait.toMillis());
        }
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
