package dev.redoubt.admin;

import dev.redoubt.snapshot.DurabilityFigures;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.PrivateNeed;
import dev.redoubt.snapshot.Reason;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The meters of the pools. They read the snapshots of the last update; whoever scrapes updates
/// first, one at a time.
final class PoolMeters {
    private final MeterRegistry registry;
    private final Map<String, LatestPool> pools = new HashMap<>();

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
                    pool.getValue().remove();
                    return true;
                });
        for (PoolSnapshot snapshot : snapshots) {
            pools.computeIfAbsent(snapshot.name(), name -> registered(snapshot)).update(snapshot);
        }
    }

    private LatestPool registered(PoolSnapshot snapshot) {
        LatestPool pool = new LatestPool(registry, snapshot);
        Tags tags = Tags.of("pool", snapshot.name());
        pool.gauge(tags, "clients", "Clients that are connected", PoolSnapshot::clients);
        pool.gauge(
                tags,
                "primary.up",
                "1 while commands go to a primary, 0 while they wait",
                each -> each.primary().isPresent() ? 1 : 0);
        pool.gauge(
                tags,
                "paused",
                "1 while an operator holds commands",
                each -> each.pausing().pausedUntil().isPresent() ? 1 : 0);
        pool.counter(
                tags,
                "pauses",
                "Times that an operator paused the pool",
                each -> each.pausing().pauses());
        pool.gauge(
                tags,
                "moving",
                "1 while a planned move holds commands",
                each -> each.pausing().movingUntil().isPresent() ? 1 : 0);
        pool.counter(
                tags,
                "planned.holds",
                "Times that a planned move held commands",
                each -> each.pausing().holds());
        String links = "Links to Redis servers";
        pool.gauge(tags.and("kind", "shared"), "links", links, PoolSnapshot::sharedLinks);
        pool.gauge(tags.and("kind", "private"), "links", links, PoolSnapshot::privateLinks);
        pool.counter(
                tags, "clients.accepted", "Clients that were let in", PoolSnapshot::clientsTotal);
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
        pool.counter(
                tags,
                "accept.failures",
                "Connections that could not be accepted",
                PoolSnapshot::acceptFailures);
        pool.counter(
                tags,
                "commands",
                "Commands sent to Redis or answered by Redoubt",
                PoolSnapshot::commands);
        pool.counter(
                tags,
                "commands.unanswered",
                "Commands whose link ended before their reply",
                PoolSnapshot::unanswered);
        pool.counter(
                tags,
                "sessions.held",
                "Times that a client began to wait for a primary",
                PoolSnapshot::heldSessions);
        pool.counter(
                tags,
                "primary.failures",
                "Times that a primary in use was lost",
                PoolSnapshot::failures);
        pool.counter(
                tags,
                "primary.moves",
                "Times that another server became primary",
                PoolSnapshot::moves);
        pool.counter(
                tags,
                "history.missing.bytes",
                "Bytes of the replication stream that moves and restarts lost, at least",
                each -> each.figures().missingBytes());
        pool.counter(
                tags,
                "history.breaks",
                "Moves and restarts after which something was missing, or may have been",
                each -> each.figures().historyBreaks());
        lastPause(pool, tags);
        sharing(pool, tags);
        snapshot.durability().ifPresent(promised -> durability(pool, tags));
        return pool;
    }

    private static void durability(LatestPool pool, Tags tags) {
        pool.gauge(
                tags,
                "durable.replicas.wanted",
                "Replicas that must have a write before it is acknowledged; -1 while unknown",
                each -> figure(each, promised -> promised.wanted().orElse(-1)));
        pool.gauge(
                tags,
                "durable.replicas.in.step",
                "Replicas that could be promoted and that the primary hears; -1 while unknown",
                each -> figure(each, promised -> promised.inStep().orElse(-1)));
        pool.counter(
                tags,
                "durable.batches",
                "Times that replicas were asked what they have",
                each -> figure(each, DurabilityFigures::batches));
        pool.counter(
                tags,
                "durable.writes",
                "Writes that replicas were asked about",
                each -> figure(each, DurabilityFigures::writes));
        pool.counter(
                tags,
                "durable.writes.uncommitted",
                "Writes that were not acknowledged, for want of replicas",
                each -> figure(each, DurabilityFigures::uncommitted));
    }

    private static long figure(PoolSnapshot pool, ToLongFunction<DurabilityFigures> figure) {
        return pool.durability().map(figure::applyAsLong).orElse(0L);
    }

    private void sharing(LatestPool pool, Tags tags) {
        String sessions = "Clients by the links that their commands take now";
        Tags shared = tags.and("kind", "shared");
        pool.gauge(shared, "sessions", sessions, PoolSnapshot::sharedSessions);
        Tags own = tags.and("kind", "private");
        pool.gauge(own, "sessions", sessions, each -> each.sharing().privateSessions());
        for (PrivateNeed need : PrivateNeed.values()) {
            Tags reason = tags.and("reason", need.key());
            pool.gauge(
                    reason,
                    "private.sessions",
                    "Clients on private links, by what keeps them there",
                    each -> each.sharing().sessions(need));
            pool.counter(
                    reason,
                    "private.turns",
                    "Times that a client moved to a private link, by the command it moved for",
                    each -> each.sharing().turns(need));
        }
    }

    private void lastPause(LatestPool pool, Tags tags) {
        pool.seconds(
                tags,
                "last.move.pause",
                "How long commands waited at the last move; 0 before it",
                each -> each.figures().lastPause());
    }

    private void byReason(
            LatestPool pool, Tags tags, String name, String description, Reason.Kind kind) {
        for (Reason reason : Reason.of(kind)) {
            pool.counter(
                    tags.and("reason", reason.key()),
                    name,
                    description,
                    each -> each.count(reason));
        }
    }
}
