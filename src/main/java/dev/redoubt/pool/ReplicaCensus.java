package dev.redoubt.pool;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.ReplicaCount;
import dev.redoubt.failover.ReplicaCount.Standing;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.RespValue;
import dev.redoubt.topology.Addresses;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Counts the replicas that could be promoted, for a pool that promises durability: each Sentinel
/// is asked for its own list, and the primary for those that it hears. What a Sentinel said that
/// cannot be asked any more, or that names another primary, does not count. Control loop only.
final class ReplicaCensus {
    private static final Logger log = LoggerFactory.getLogger(ReplicaCensus.class);

    private final String pool;
    private final String master;
    private final int sentinels;
    private final Addresses addresses;
    private final Pledges pledges;
    private final Runnable changed;
    private final List<ReplicaLook> looks = new ArrayList<>();
    private final Map<HostPort, Map<String, Standing>> views = new LinkedHashMap<>();
    private final Set<HostPort> refusing = new HashSet<>();
    private Optional<HostPort> primary = Optional.empty();
    private @Nullable Set<String> connected;
    private @Nullable ReplicaCount last;
    private volatile OptionalInt inStep = OptionalInt.empty();

    /// @param changed called when writes may go on
    ReplicaCensus(
            String pool,
            EventLoop loop,
            Transport transport,
            BackendConfig backend,
            SourceConfig.Sentinel source,
            Pledges pledges,
            Runnable changed) {
        this.pool = pool;
        this.master = source.master();
        this.pledges = pledges;
        this.changed = changed;
        sentinels = source.nodes().size();
        addresses = new Addresses(backend.addresses());
        for (HostPort node : source.nodes()) {
            looks.add(
                    new ReplicaLook(
                            loop, transport, backend, source, node, this::heard, views::remove));
        }
    }

    /// Who is primary now. Another one has other replicas: they are counted afresh, and until then
    /// no write is sent that needs all of them.
    void named(Optional<HostPort> next) {
        if (next.isEmpty() || next.equals(primary)) {
            return;
        }
        primary = next;
        connected = null;
        views.clear();
        last = null;
        inStep = OptionalInt.empty();
        pledges.uncounted();
        looks.forEach(ReplicaLook::begin);
    }

    /// The primary in use told its replicas.
    void looked(InfoText replication) {
        connected = ReplicaCount.connected(replication);
        count();
    }

    private void heard(HostPort sentinel, RespValue reply) {
        if (reply instanceof RespValue.ErrorReply error) {
            if (refusing.add(sentinel)) {
                log.warn(
                        "pool {}: {} does not tell the replicas of {}: {} (expected: a user that"
                                + " may ask SENTINEL REPLICAS; else nobody knows which replicas"
                                + " a write needs)",
                        pool,
                        sentinel,
                        master,
                        error.message());
            }
            return;
        }
        Map<String, Standing> view = new HashMap<>();
        for (RespValue entry : reply.elements()) {
            Map<String, String> fields = fields(entry);
            if (isPrimary(fields)) {
                // Another is primary to this Sentinel, and these are that one's replicas.
                views.remove(sentinel);
                return;
            }
            view.put(fields.get("ip") + ":" + fields.get("port"), Standing.of(fields));
        }
        views.put(sentinel, view);
        count();
    }

    private boolean isPrimary(Map<String, String> fields) {
        OptionalLong port = InfoText.of("port:" + fields.get("port")).number("port");
        if (port.isEmpty()) {
            return false;
        }
        HostPort announced = new HostPort(fields.getOrDefault("ip", ""), (int) port.getAsLong());
        return primary.equals(Optional.of(addresses.reachable(announced)));
    }

    private static Map<String, String> fields(RespValue entry) {
        Map<String, String> fields = new HashMap<>();
        List<RespValue> flat = entry.elements();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            String value = flat.get(i + 1).text().orElse("");
            flat.get(i).text().ifPresent(name -> fields.put(name, value));
        }
        return fields;
    }

    private void count() {
        Set<String> heard = connected;
        ReplicaCount before = last;
        boolean majority = views.size() > sentinels / 2;
        if (heard == null || (!majority && before == null)) {
            return;
        }
        ReplicaCount now =
                majority || before == null
                        ? ReplicaCount.of(sentinels, views.values(), heard)
                        : before.with(heard);
        boolean first = !pledges.areCounted();
        if (first && !now.settled()) {
            return;
        }
        pledges.counted(now.promotable().size(), now.never().size(), now.others().size());
        last = now;
        inStep = OptionalInt.of(now.inStep().size());
        if (before == null || !before.promotable().equals(now.promotable())) {
            log.info(
                    "pool {}: {} replicas could be promoted {}, {} of them connected",
                    pool,
                    now.promotable().size(),
                    now.promotable(),
                    now.inStep().size());
        }
        if (first) {
            changed.run();
        }
    }

    /// Replicas that could be promoted and that the primary hears; from any thread.
    OptionalInt inStep() {
        return inStep;
    }

    /// Ends all connections and timers.
    void close() {
        looks.forEach(ReplicaLook::close);
    }
}
