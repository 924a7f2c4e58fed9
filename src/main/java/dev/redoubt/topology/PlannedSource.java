package dev.redoubt.topology;

import dev.redoubt.config.HostPort;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A source that a planned move may run ahead of: the new primary is used as soon as it and the old
/// one have said so, while the Sentinels are still telling each other. From the moment in which the
/// source itself names another than the old one, its word counts again; also when that does not
/// come in time. Owned by the control loop.
public final class PlannedSource implements TopologySource {
    private static final String UNCONFIRMED = "no majority has confirmed the planned move yet";

    /// So much before the end the source has its word, for a timer may be late.
    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final TopologySource source;
    private final EventLoop control;
    private final TopologyGenerations generations = new TopologyGenerations();
    private Consumer<Topology> changes = _ -> {};
    private Topology told = Topology.unknown("starting");
    private @Nullable Ahead ahead;
    private @Nullable Sustained sustained;

    private record Ahead(HostPort from, HostPort to, long untilNanos, long leaseUntilNanos) {}

    private record Sustained(Optional<HostPort> primary, long untilNanos) {}

    /// @param source not started yet; this one starts and closes it
    public PlannedSource(TopologySource source, EventLoop control) {
        this.source = source;
        this.control = control;
    }

    @Override
    public void start(Consumer<Topology> listener, Consumer<TopologyEvent> events) {
        changes = listener;
        source.start(this::told, events);
    }

    @Override
    public void suspect() {
        source.suspect();
    }

    @Override
    public void close() {
        ahead = null;
        sustained = null;
        source.close();
    }

    /// The lease of the primary in use lasts for `most`, whatever its source says of it: nothing is
    /// sent to it meanwhile, and what it has answered is true. A failover that was ordered here
    /// would end it. Sending that is held for `most` from now on, or later, begins again when the
    /// source has had its word.
    public void sustain(Duration most) {
        Sustained begun = new Sustained(told.primary(), System.nanoTime() + most.toNanos());
        sustained = begun;
        control.schedule(
                () -> {
                    if (begun.equals(sustained)) {
                        endSustaining();
                    }
                },
                most.toNanos() - AHEAD_NANOS,
                TimeUnit.NANOSECONDS);
        publish();
    }

    /// The lease is the source's again.
    public void endSustaining() {
        if (sustained != null) {
            sustained = null;
            publish();
        }
    }

    /// Names `to` instead of `from` from now on, for `most` at most, until the source names another
    /// than it does now.
    public void runAhead(HostPort from, HostPort to, Duration most) {
        if (told.primary().equals(Optional.of(to))) {
            return;
        }
        long now = System.nanoTime();
        // Nobody confirms it yet: it may be used for as long as a Sentinel may be silent.
        long leaseNanos = Math.min(most.toNanos(), told.downAfter().orElse(most).toNanos());
        Ahead begun = new Ahead(from, to, now + most.toNanos(), now + leaseNanos);
        ahead = begun;
        control.schedule(() -> endsLate(begun), most.toNanos(), TimeUnit.NANOSECONDS);
        publish();
        source.suspect();
    }

    private void endsLate(Ahead late) {
        if (late.equals(ahead)) {
            ahead = null;
            publish();
        }
    }

    /// Until the Sentinels agree, they may name nobody.
    private void told(Topology next) {
        told = next;
        Ahead running = ahead;
        if (running != null && next.primary().isPresent()) {
            boolean agrees = !next.primary().equals(Optional.of(running.from()));
            ahead = agrees ? null : running;
        }
        publish();
    }

    private void publish() {
        Ahead running = ahead;
        Topology named =
                running == null
                        ? told
                        : new Topology(
                                0,
                                Optional.of(running.to()),
                                told.epoch(),
                                told.downAfter(),
                                "",
                                lease(running.leaseUntilNanos()));
        Sustained kept = sustained;
        boolean isKept = kept != null && named.primary().equals(kept.primary());
        Topology numbered =
                generations.next(
                        named.primary(),
                        named.epoch(),
                        named.downAfter(),
                        named.reason(),
                        kept != null && isKept ? lease(kept.untilNanos()) : named.lease());
        changes.accept(
                named.busyNanos().isPresent()
                        ? numbered.busy(named.busyNanos().getAsLong())
                        : numbered);
    }

    private Lease lease(long untilNanos) {
        return told.lease().term() == Lease.Term.UNLIMITED
                ? Lease.UNLIMITED
                : Lease.until(untilNanos, UNCONFIRMED);
    }
}
