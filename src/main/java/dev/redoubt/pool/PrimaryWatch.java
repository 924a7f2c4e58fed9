package dev.redoubt.pool;

import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.WaitingRoom;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.FailoverAction;
import dev.redoubt.failover.FailoverEvent;
import dev.redoubt.failover.FailoverMachine;
import dev.redoubt.failover.FailoverState;
import dev.redoubt.operate.Answer;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.snapshot.Tally;
import dev.redoubt.topology.Topology;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs a pool's [FailoverMachine]: tells its story to the log and to whoever listens, each thing
/// once. Changed on the control loop only; what others read is volatile.
final class PrimaryWatch {
    private static final Logger log = LoggerFactory.getLogger(PrimaryWatch.class);

    /// Reasons told since the pool last served, at most; there are not so many kinds.
    private static final int MOST_TOLD = 16;

    /// What the machine wants done beyond telling.
    interface Hands {
        /// Every loop lets its sessions go on with the primary in use.
        void unfence();

        /// No loop sends anything from now on, until then at most.
        void pause(long untilNanos);

        /// Loops send again, and let their sessions go on.
        void endPause();

        /// Calls [#woken] after so long; a newer wish replaces it.
        void wakeIn(long nanos);
    }

    private final String pool;
    private final int loops;
    private final Consumer<PoolEvent> events;
    private final Hands hands;
    private final LongSupplier clock;
    private final Losses losses;
    private final Pauses pauses;
    private final Set<String> told = new HashSet<>();
    private FailoverState state = FailoverMachine.initial();
    private volatile boolean serving;
    private volatile String reason = "starting";
    private final Tally failures = new Tally();
    private final Tally moves = new Tally();

    /// @param clock nanoseconds as `System.nanoTime`
    PrimaryWatch(
            String pool, int loops, Consumer<PoolEvent> events, Hands hands, LongSupplier clock) {
        this.pool = pool;
        this.loops = loops;
        this.events = events;
        this.hands = hands;
        this.clock = clock;
        losses = new Losses(pool, clock);
        pauses = new Pauses(pool);
    }

    /// Its name.
    String pool() {
        return pool;
    }

    /// The source says who is primary and for how long, or that there is none.
    void named(Topology topology) {
        apply(
                topology.primary()
                        .<FailoverEvent>map(primary ->
                                new FailoverEvent.Named(
                                        primary, topology.epoch(), topology.lease()))
                        .orElseGet(() -> new FailoverEvent.Unnamed(topology.reason())));
    }

    /// Loops may have turned commands away before what is named next.
    void lapsed() {
        apply(new FailoverEvent.Lapsed());
    }

    /// The moment that [Hands#wakeIn] was asked for.
    void woken() {
        apply(new FailoverEvent.Woken());
    }

    /// Commands wait, for `limit` at most.
    Answer pause(Duration limit, Pauses.By by) {
        woken();
        Optional<Answer> refusal = pauses.refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        pauses.next(by);
        apply(new FailoverEvent.Pause(limit));
        return new Answer.Paused(pool, pauses.until().orElseThrow(), limit);
    }

    /// Held commands go on.
    Answer resume() {
        woken();
        if (state instanceof FailoverState.Paused paused) {
            Duration lasted = Duration.ofNanos(clock.getAsLong() - paused.sinceNanos());
            apply(new FailoverEvent.Resume());
            return new Answer.Resumed(pool, lasted);
        }
        return new Answer.NotPaused(pool);
    }

    /// A loop's link to the primary ended, or none can be opened. The other loops' links may well
    /// live: they have nothing to tell again.
    ///
    /// @param loop its index
    void failing(int loop, HostPort server, OpenFailure failure) {
        apply(new FailoverEvent.Unlinked(loop, server, failure.text()));
        if (!isNamed(server)) {
            return;
        }
        reason = server + ": " + failure.text();
        if (isNews(failure.text())) {
            if (failure.kind() == OpenFailure.Kind.REFUSED) {
                log.error("pool {}: {} refuses the pool's links: {}", pool, server, failure.text());
            } else {
                log.warn("pool {}: {}: {}; keeps trying", pool, server, failure.text());
            }
        }
    }

    private boolean isNamed(HostPort server) {
        return state.named().filter(use -> use.primary().equals(server)).isPresent();
    }

    /// One of a loop's links ended, or cannot be opened, and others carry on.
    void linkFailing(HostPort server, OpenFailure failure) {
        if (isNamed(server) && isNews("one of several: " + failure.text())) {
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
        apply(new FailoverEvent.Linked(loop, server, released.sessions(), released.longestWait()));
    }

    private void apply(FailoverEvent event) {
        FailoverMachine.Step step = FailoverMachine.step(loops, state, event, clock.getAsLong());
        state = step.state();
        switch (state) {
            case FailoverState.Held held -> reason = held.reason();
            case FailoverState.Fenced fenced -> reason = fenced.reason();
            case FailoverState.Moved _,
                    FailoverState.Routing _,
                    FailoverState.Suspect _,
                    FailoverState.Paused _ -> {}
        }
        step.actions().forEach(this::carryOut);
    }

    private void carryOut(FailoverAction action) {
        switch (action) {
            case FailoverAction.TellLost(HostPort server, String why) -> {
                serving = false;
                reason = why;
                failures.add(1);
                losses.tell(server, why);
                told.add(why);
                events.accept(new PoolEvent.PrimaryLost(server, why, heldBefore()));
            }
            case FailoverAction.TellNamed(HostPort server, var before, long epoch) -> {
                told.clear();
                events.accept(new PoolEvent.PrimaryNamed(server, before, epoch));
            }
            case FailoverAction.TellServing served -> tellServing(served);
            case FailoverAction.Unfence _ -> hands.unfence();
            case FailoverAction.BeginPause(long untilNanos) -> {
                hands.pause(untilNanos);
                pauses.begun(Duration.ofNanos(untilNanos - clock.getAsLong()));
            }
            case FailoverAction.EndPause(var end, Duration lasted) -> {
                hands.endPause();
                pauses.ended(end, lasted);
            }
            case FailoverAction.WakeIn(long nanos) -> hands.wakeIn(nanos);
        }
    }

    /// How long commands have waited on purpose by now.
    private Duration heldBefore() {
        return state instanceof FailoverState.Paused(_, long sinceNanos, _)
                ? Duration.ofNanos(clock.getAsLong() - sinceNanos)
                : Duration.ZERO;
    }

    private void tellServing(FailoverAction.TellServing served) {
        if (served.before().filter(before -> !before.equals(served.server())).isPresent()) {
            moves.add(1);
        }
        // A pause is no loss, unless there was one meanwhile.
        boolean news = !serving;
        serving = true;
        reason = "";
        told.clear();
        if (!losses.isRepeated()) {
            log.info(
                    "pool {}: serving from {}; {} clients waited, at most {} ms",
                    pool,
                    served.server(),
                    served.held(),
                    served.longestWait().toMillis());
        }
        if (news) {
            events.accept(
                    new PoolEvent.Serving(
                            served.server(), served.before(), served.held(), served.longestWait()));
        }
    }

    boolean isServing() {
        return serving && pauses.until().isEmpty();
    }

    String reason() {
        return pauses.reason().orElse(reason);
    }

    Pauses pauses() {
        return pauses;
    }

    long failures() {
        return failures.value();
    }

    long moves() {
        return moves.value();
    }
}
