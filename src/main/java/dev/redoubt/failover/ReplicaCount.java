package dev.redoubt.failover;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which replicas could be promoted, from what the Sentinels and the primary say. Pure. A replica
/// is named by its announced address, `host:port`, in the words of both.
///
/// @param promotable what Sentinels could promote, and what they might in a moment
/// @param never connected ones whose replica-priority is 0
/// @param others connected ones that are not among `promotable`
/// @param inStep connected ones that are
/// @param settled whether nothing is known too briefly to be sure of
public record ReplicaCount(
        Set<String> promotable,
        Set<String> never,
        Set<String> others,
        Set<String> inStep,
        boolean settled) {
    /// Of the last answer to PING, and of INFO's while the primary is up (`sentinelSelectSlave` in
    /// Redis' sentinel.c).
    private static final long PONG_MILLIS = 5000;

    private static final long INFO_MILLIS = 30_000;

    /// A Sentinel connects again within a second, and asks at once: to one that was restarted, and
    /// to one that it has just demoted, which ends the connections of all Sentinels.
    private static final long AGAIN_MILLIS = 2500;

    /// A Sentinel asks a replica that it has just heard of for INFO within two seconds.
    private static final long NEW_MILLIS = 2500;

    /// After so long without a word to its primary a replica is not taken for connected.
    private static final long LAG_SECONDS = 5;

    private static final int MOST = 128;

    /// Keeps unchangeable copies.
    public ReplicaCount {
        promotable = Set.copyOf(promotable);
        never = Set.copyOf(never);
        others = Set.copyOf(others);
        inStep = Set.copyOf(inStep);
    }

    /// What one Sentinel would do with a replica.
    public enum Standing {
        /// It could promote it.
        PROMOTABLE,
        /// It has only just heard of it.
        NEW,
        /// It could not, as things are: down, disconnected, not heard.
        OUT,
        /// It may not: replica-priority 0.
        NEVER;

        /// From one entry of SENTINEL REPLICAS
        /// (<https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/>).
        public static Standing of(Map<String, String> fields) {
            long pongMillis = number(fields, "last-ok-ping-reply");
            if (fields.getOrDefault("runid", "").isEmpty()) {
                return pongMillis <= NEW_MILLIS ? NEW : OUT;
            }
            if (number(fields, "slave-priority") == 0) {
                return NEVER;
            }
            String flags = fields.getOrDefault("flags", "");
            boolean gone = flags.contains("disconnected") && pongMillis > AGAIN_MILLIS;
            boolean out =
                    flags.contains("s_down")
                            || gone
                            || pongMillis > PONG_MILLIS
                            || number(fields, "info-refresh") > INFO_MILLIS;
            return out ? OUT : PROMOTABLE;
        }

        private static long number(Map<String, String> fields, String name) {
            return InfoText.of(name + ":" + fields.getOrDefault(name, ""))
                    .number(name)
                    .orElse(Long.MAX_VALUE);
        }
    }

    /// Counts. A replica is out where a majority of all Sentinels would not promote it, whether it
    /// says so or does not know it: a minority that is cut off must not count out what the others
    /// promote.
    ///
    /// @param sentinels how many there are, silent ones included
    /// @param views what each said last
    /// @param connected [#connected]
    public static ReplicaCount of(
            int sentinels, Collection<Map<String, Standing>> views, Set<String> connected) {
        Set<String> known = new HashSet<>();
        views.forEach(view -> known.addAll(view.keySet()));
        Set<String> promotable = new HashSet<>();
        Set<String> never = new HashSet<>();
        boolean settled = true;
        for (String replica : known) {
            int against = 0;
            boolean fresh = false;
            for (Map<String, Standing> view : views) {
                Standing standing = view.getOrDefault(replica, Standing.OUT);
                fresh |= standing == Standing.NEW;
                against += standing == Standing.OUT || standing == Standing.NEVER ? 1 : 0;
                if (standing == Standing.NEVER && connected.contains(replica)) {
                    never.add(replica);
                }
            }
            if (against <= sentinels / 2) {
                promotable.add(replica);
                settled &= !fresh;
            }
        }
        Set<String> others = new HashSet<>(connected);
        others.removeAll(promotable);
        Set<String> inStep = new HashSet<>(connected);
        inStep.retainAll(promotable);
        return new ReplicaCount(promotable, never, others, inStep, settled);
    }

    /// The same replicas, as long as too few Sentinels can be asked who would promote which.
    ///
    /// @param connected [#connected]
    public ReplicaCount with(Set<String> connected) {
        Set<String> still = new HashSet<>(never);
        still.retainAll(connected);
        Set<String> rest = new HashSet<>(connected);
        rest.removeAll(promotable);
        Set<String> now = new HashSet<>(connected);
        now.retainAll(promotable);
        return new ReplicaCount(promotable, still, rest, now, settled);
    }

    /// The replicas that a primary could hear from now, of INFO's replication section
    /// (`slave0:ip=10.0.0.5,port=6379,state=online,offset=1,lag=0`).
    public static Set<String> connected(InfoText replication) {
        Set<String> connected = new HashSet<>();
        for (int i = 0; i < MOST && replication.has("slave" + i); i++) {
            InfoText fields =
                    InfoText.of(replication.text("slave" + i).replace(',', '\n').replace('=', ':'));
            boolean heard = fields.number("lag").orElse(Long.MAX_VALUE) <= LAG_SECONDS;
            if (heard && fields.text("state").equals("online")) {
                connected.add(address(replication.text("slave" + i)));
            }
        }
        return connected;
    }

    /// An IPv6 address has colons of its own.
    private static String address(String line) {
        String host = "";
        String port = "";
        for (String field : line.split(",", -1)) {
            if (field.startsWith("ip=")) {
                host = field.substring("ip=".length());
            } else if (field.startsWith("port=")) {
                port = field.substring("port=".length());
            }
        }
        return host + ":" + port;
    }
}
