package dev.redoubt.pool;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.net.Transport;
import dev.redoubt.topology.Addresses;

import io.netty.channel.EventLoop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Keeps a demoted primary from being elected before it is in sync with its successor, and sets
/// right what another node, or this one in an earlier life, left behind. Control loop only.
final class DemotionWatch {
    /// Servers that are looked after at a time; the one longest here has to go.
    private static final int MOST = Replicas.MOST;

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String pool;
    private final EventLoop loop;
    private final Transport transport;
    private final BackendConfig backend;
    private final Addresses addresses;
    private final SequencedMap<HostPort, PriorityCare> cared = new LinkedHashMap<>();
    private final Map<HostPort, Long> checkedNanos = new HashMap<>();
    private final Set<HostPort> refusing = new HashSet<>();
    private Optional<HostPort> primary = Optional.empty();
    private boolean succeeded;

    DemotionWatch(String pool, EventLoop loop, Transport transport, BackendConfig backend) {
        this.pool = pool;
        this.loop = loop;
        this.transport = transport;
        this.backend = backend;
        addresses = new Addresses(backend.addresses());
    }

    /// Who is primary now; the one before is demoted. That there is none demotes nobody.
    void named(Optional<HostPort> next) {
        if (next.isEmpty() || next.equals(primary)) {
            return;
        }
        Optional<HostPort> demoted = primary;
        primary = next;
        checkedNanos.clear();
        refusing.clear();
        demoted.ifPresent(server -> care(server, PriorityCare.Past.PRIMARY));
        care(next.get(), PriorityCare.Past.UNKNOWN);
    }

    /// Those that were primary and are looked after, oldest first.
    List<HostPort> demoted() {
        return cared.entrySet().stream()
                .filter(each -> each.getValue().past() == PriorityCare.Past.PRIMARY)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Another process of this node looked after these.
    void remember(List<HostPort> demoted) {
        for (HostPort server : demoted) {
            if (!primary.equals(Optional.of(server))) {
                care(server, PriorityCare.Past.PRIMARY);
            }
        }
    }

    /// Another process of this node does so from now on.
    void bequeath() {
        succeeded = true;
    }

    /// The primary in use told its replicas. Each is looked at when it appears, and now and then
    /// after that: a planned move may have left something there whose node has died.
    void looked(InfoText replication) {
        Set<HostPort> replicas =
                Replicas.of(replication).stream()
                        .map(addresses::reachable)
                        .collect(Collectors.toSet());
        checkedNanos.keySet().retainAll(replicas);
        refusing.retainAll(replicas);
        long now = System.nanoTime();
        for (HostPort replica : replicas) {
            Long checked = checkedNanos.get(replica);
            if (checked != null && now - checked < AGAIN_NANOS) {
                continue;
            }
            checkedNanos.put(replica, now);
            if (!cared.containsKey(replica) && !refusing.contains(replica)) {
                care(
                        replica,
                        checked == null ? PriorityCare.Past.UNKNOWN : PriorityCare.Past.FAMILIAR);
            }
        }
    }

    private void care(HostPort server, PriorityCare.Past past) {
        PriorityCare before = cared.remove(server);
        if (before != null) {
            before.leave();
        }
        if (cared.size() == MOST) {
            cared.pollFirstEntry().getValue().close();
        }
        cared.put(
                server,
                new PriorityCare(
                        pool,
                        past,
                        listener -> new InfoLook(loop, transport, backend, server, listener),
                        () -> primary.equals(Optional.of(server)),
                        () -> ended(server)));
    }

    /// Who does not let this node look is not asked again: each refusal is in the server's ACL LOG.
    private void ended(HostPort server) {
        PriorityCare ended = cared.remove(server);
        if (ended != null && ended.isRefused()) {
            refusing.add(server);
        }
    }

    /// Sets back what this node has changed, and ends all connections. Other nodes protect again
    /// where that is needed still.
    void close() {
        List<PriorityCare> all = new ArrayList<>(cared.values());
        cared.clear();
        all.forEach(succeeded ? PriorityCare::leave : PriorityCare::close);
    }
}
