package dev.redoubt.pool;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.ReplicaCount;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Counts the replicas that could be promoted, for a pool that promises durability: each Sentinel
/// is asked for its own list, and the primary for those that it hears. What a Sentinel said that
/// cannot be asked any more does not count. Control loop only.
final class ReplicaCensus {
    private static final Logger log = LoggerFactory.getLogger(ReplicaCensus.class);

    private final String pool;
    private final String master;
    private final ReplicaRoll roll;
    private final Runnable changed;
    private final List<ReplicaLook> looks = new ArrayList<>();
    private final Set<HostPort> refusing = new HashSet<>();
    private @Nullable ReplicaCount told;
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
        this.changed = changed;
        roll = new ReplicaRoll(source.nodes().size(), new Addresses(backend.addresses()), pledges);
        for (HostPort node : source.nodes()) {
            looks.add(
                    new ReplicaLook(
                            loop, transport, backend, source, node, this::heard, roll::lost));
        }
    }

    /// Who is primary now. The replicas of another one are counted afresh.
    void named(Optional<HostPort> next) {
        if (roll.named(next)) {
            told = null;
            inStep = OptionalInt.empty();
            looks.forEach(ReplicaLook::begin);
        }
    }

    /// The primary in use told its replicas.
    ///
    /// @param runId of its process
    void looked(String runId, InfoText replication) {
        tell(roll.looked(runId, replication));
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
        tell(roll.heard(sentinel, reply.elements().stream().map(ReplicaCensus::fields).toList()));
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

    private void tell(boolean first) {
        ReplicaCount now = roll.last();
        if (now == null) {
            return;
        }
        inStep = OptionalInt.of(now.inStep().size());
        if (told == null || !told.promotable().equals(now.promotable())) {
            log.info(
                    "pool {}: {} replicas could be promoted {}, {} of them connected",
                    pool,
                    now.promotable().size(),
                    now.promotable(),
                    now.inStep().size());
        }
        told = now;
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
