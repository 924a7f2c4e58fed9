package dev.redoubt.admin;

import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.PrivateNeed;
import dev.redoubt.snapshot.Reason;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The meters of the pools. They read the snapshots of the last update; whoever scrapes updates
/// first, one at a time.
final class PoolMeters {
    private final MeterRegistry registry;
    private final Map<String, Latest> pools = new HashMap<>();

    /// The last snapshot of one pool, and the meters that read it.
    private static final class Latest {
        private final List<Meter> meters = new ArrayList<>();
        private PoolSnapshot snapshot;

        Latest(PoolSnapshot snapshot) {
            this.snapshot = snapshot;
        }
    }

    PoolMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Takes the pools as they are now; one that is gone loses its meters.
    void update(List<PoolSnapshot> snapshots) {
        List<String> names = snapshots.stream().map(PoolSnapshot::name).toList();
        pools.entrySet()
                .removeIf(pool -> {
                    if (names.contains(pool.getKey())) {
                        return false;
                    }
                    pool.getValue().meters.forEach(registry::remove);
                    return true;
                });
        for (PoolSnapshot snapshot : snapshots) {
            pools.computeIfAbsent(snapshot.name(), name -> registered(snapshot)).snapshot =
                    snapshot;
        }
    }

    private Latest registered(PoolSnapshot snapshot) {
        Latest pool = new Latest(snapshot);
        Tags tags = Tags.of("pool", snapshot.name());
        gauge(pool, tags, "clients", "Clients that are connected", PoolSnapshot::clients);
        gauge(
                pool,
                tags,
                "primary.up",
                "1 while commands go to a primary, 0 while they wait",
                each -> each.primary().isPresent() ? 1 : 0);
        gauge(
                pool,
                tags,
                "paused",
                "1 while an operator holds commands",
                each -> each.pausedUntil().isPresent() ? 1 : 0);
        counter(
                pool,
                tags,
                "pauses",
                "Times that an operator paused the pool",
                PoolSnapshot::pauses);
        String links = "Links to Redis servers";
        gauge(pool, tags.and("kind", "shared"), "links", links, PoolSnapshot::sharedLinks);
        gauge(pool, tags.and("kind", "private"), "links", links, PoolSnapshot::privateLinks);
        counter(
                pool,
                tags,
                "clients.accepted",
                "Clients that were let in",
                PoolSnapshot::clientsTotal);
        byReason(
                pool,
                tags,
                "clients.rejected",
                "Clients turned away at the door",
                Reason.Kind.CLIENT_REJECTED);
        byReason(
                pool,
                tags,
                "clients.closed",
                "Clients whose connection was ended by a limit",
                Reason.Kind.CLIENT_CLOSED);
        byReason(
                pool,
                tags,
                "commands.refused",
                "Commands that got an error instead of being sent",
                Reason.Kind.COMMAND_REFUSED);
        counter(
                pool,
                tags,
                "accept.failures",
                "Connections that could not be accepted",
                PoolSnapshot::acceptFailures);
        counter(
                pool,
                tags,
                "commands",
                "Commands sent to Redis or answered by Redoubt",
                PoolSnapshot::commands);
        counter(
                pool,
                tags,
                "commands.unanswered",
                "Commands whose link ended before their reply",
                PoolSnapshot::unanswered);
        counter(
                pool,
                tags,
                "sessions.held",
                "Times that a client began to wait for a primary",
                PoolSnapshot::heldSessions);
        counter(
                pool,
                tags,
                "primary.failures",
                "Times that a primary in use was lost",
                PoolSnapshot::failures);
        counter(
                pool,
                tags,
                "primary.moves",
                "Times that another server became primary",
                PoolSnapshot::moves);
        counter(
                pool,
                tags,
                "history.missing.bytes",
                "Bytes of the replication stream that moves and restarts lost, at least",
                each -> each.figures().missingBytes());
        counter(
                pool,
                tags,
                "history.breaks",
                "Moves and restarts after which something was missing, or may have been",
                each -> each.figures().historyBreaks());
        lastPause(pool, tags);
        sharing(pool, tags);
        return pool;
    }

    private void sharing(Latest pool, Tags tags) {
        String sessions = "Clients by the links that their commands take now";
        Tags shared = tags.and("kind", "shared");
        gauge(pool, shared, "sessions", sessions, PoolSnapshot::sharedSessions);
        Tags own = tags.and("kind", "private");
        gauge(pool, own, "sessions", sessions, each -> each.sharing().privateSessions());
        for (PrivateNeed need : PrivateNeed.values()) {
            Tags reason = tags.and("reason", need.key());
            gauge(
                    pool,
                    reason,
                    "private.sessions",
                    "Clients on private links, by what keeps them there",
                    each -> each.sharing().sessions(need));
            counter(
                    pool,
                    reason,
                    "private.turns",
                    "Times that a client moved to a private link, by the command it moved for",
                    each -> each.sharing().turns(need));
        }
    }

    private void lastPause(Latest pool, Tags tags) {
        pool.meters.add(
                Gauge.builder(
                                "redoubt.pool.last.move.pause",
                                pool,
                                latest -> seconds(latest.snapshot.figures().lastPause()))
                        .baseUnit("seconds")
                        .description("How long commands waited at the last move; 0 before it")
                        .tags(tags)
                        .register(registry));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private void byReason(
            Latest pool, Tags tags, String name, String description, Reason.Kind kind) {
        for (Reason reason : Reason.of(kind)) {
            counter(
                    pool,
                    tags.and("reason", reason.key()),
                    name,
                    description,
                    each -> each.count(reason));
        }
    }

    private void gauge(
            Latest pool,
            Tags tags,
            String name,
            String description,
            ToLongFunction<PoolSnapshot> value) {
        pool.meters.add(
                Gauge.builder(
                                "redoubt.pool." + name,
                                pool,
                                latest -> value.applyAsLong(latest.snapshot))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    private void counter(
            Latest pool,
            Tags tags,
            String name,
            String description,
            ToLongFunction<PoolSnapshot> value) {
        pool.meters.add(
                FunctionCounter.builder(
                                "redoubt.pool." + name,
                                pool,
                                latest -> value.applyAsLong(latest.snapshot))
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }
}
