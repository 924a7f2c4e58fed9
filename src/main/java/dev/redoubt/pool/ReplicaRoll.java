package dev.redoubt.pool;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.ReplicaCount;
import dev.redoubt.failover.ReplicaCount.Standing;
import dev.redoubt.topology.Addresses;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What the Sentinels and the primary last said of the replicas, and what the promises of a pool
/// are told of it. What a Sentinel said that cannot be asked any more, or that names another
/// primary, does not count. Control loop only.
final class ReplicaRoll {
    /// So often the primary is looked at after a move or a restart, once a second, until a replica
    /// that was connected before and may never be promoted is waited for no more: it connects
    /// between two looks, and must not stand for another then.
    private static final int LOOKS = 4;

    /// So many looks, one a second, a replica of priority 0 is remembered that the primary does not
    /// hear: one that was started again, empty, is withheld and heard by nobody.
    private static final int REMEMBERED = 30;

    private final int sentinels;
    private final Addresses addresses;
    private final Pledges pledges;
    private final Map<HostPort, Map<String, Standing>> views = new LinkedHashMap<>();
    private Optional<HostPort> primary = Optional.empty();
    private String process = "";
    private @Nullable Set<String> connected;
    private @Nullable ReplicaCount last;

    /// Those that may never be promoted, and how many looks ago the primary heard them.
    private final Map<String, Integer> never = new HashMap<>();

    private Set<String> awaited = Set.of();
    private int looks;

    /// @param sentinels how many there are, silent ones included
    /// @param addresses where servers are that announce themselves elsewhere
    ReplicaRoll(int sentinels, Addresses addresses, Pledges pledges) {
        this.sentinels = sentinels;
        this.addresses = addresses;
        this.pledges = pledges;
    }

    /// Who is primary now. Another one has other replicas: they are counted afresh, and until then
    /// no write is sent that needs all of them.
    ///
    /// @return whether it is another one
    boolean named(Optional<HostPort> next) {
        if (next.isEmpty() || next.equals(primary)) {
            return false;
        }
        primary = next;
        process = "";
        connected = null;
        views.clear();
        expectAll();
        last = null;
        pledges.uncounted(awaited.size());
        return true;
    }

    /// Whoever may never be promoted is about to connect.
    private void expectAll() {
        Set<String> known = new HashSet<>(awaited);
        known.addAll(never.keySet());
        known.removeIf(this::isPrimary);
        awaited = known;
        looks = 0;
    }

    /// The primary in use told its replicas.
    ///
    /// @param runId of its process: after a restart its replicas connect anew
    /// @return whether writes that waited for the count may go on
    boolean looked(String runId, InfoText replication) {
        if (!process.isEmpty() && !process.equals(runId)) {
            expectAll();
        }
        process = runId;
        connected = ReplicaCount.connected(replication);
        never.replaceAll((_, before) -> before + 1);
        never.values().removeIf(before -> before > REMEMBERED);
        awaited = ++looks < LOOKS ? without(awaited, connected) : Set.of();
        return count();
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /// A Sentinel told its list: the fields of each entry of SENTINEL REPLICAS.
    ///
    /// @return whether writes that waited for the count may go on
    boolean heard(HostPort sentinel, Collection<Map<String, String>> entries) {
        Map<String, Standing> view = new HashMap<>();
        for (Map<String, String> fields : entries) {
            String replica = fields.getOrDefault("ip", "") + ":" + fields.get("port");
            if (isPrimary(replica)) {
                // Another is primary to this Sentinel, and these are that one's replicas.
                views.remove(sentinel);
                return false;
            }
            view.put(replica, standing(replica, fields));
        }
        views.put(sentinel, view);
        return count();
    }

    /// A Sentinel that has just taken another primary knows nothing of its replicas for a moment.
    private Standing standing(String replica, Map<String, String> fields) {
        Standing standing = Standing.of(fields);
        return standing == Standing.NEW && never.containsKey(replica) ? Standing.NEVER : standing;
    }

    /// @param replica as announced, `host:port`
    private boolean isPrimary(String replica) {
        int colon = replica.lastIndexOf(':');
        OptionalLong port = InfoText.of("port:" + replica.substring(colon + 1)).number("port");
        if (port.isEmpty()) {
            return false;
        }
        HostPort announced = new HostPort(replica.substring(0, colon), (int) port.getAsLong());
        return primary.equals(Optional.of(addresses.reachable(announced)));
    }

    /// A Sentinel cannot be asked any more.
    void lost(HostPort sentinel) {
        views.remove(sentinel);
    }

    private boolean count() {
        Set<String> heard = connected;
        ReplicaCount before = last;
        boolean majority = views.size() > sentinels / 2;
        if (heard == null || (!majority && before == null)) {
            return false;
        }
        ReplicaCount now =
                majority || before == null
                        ? ReplicaCount.of(sentinels, views.values(), heard)
                        : before.with(heard);
        boolean first = !pledges.areCounted();
        if (first && !now.settled()) {
            return false;
        }
        // One whose priority was 0 only until it was in sync.
        awaited = without(awaited, now.promotable());
        now.never().forEach(each -> never.put(each, 0));
        never.keySet().removeAll(now.promotable());
        pledges.counted(
                now.promotable().size(),
                now.never().size() + awaited.size(),
                now.others().size() + awaited.size());
        last = now;
        return first;
    }

    /// The last count; null before the first.
    @Nullable ReplicaCount last() {
        return last;
    }
}
