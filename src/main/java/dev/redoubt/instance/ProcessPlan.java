package dev.redoubt.instance;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What one process is to be, and its first configuration file; Redis and Sentinel rewrite the file
/// when roles move.
///
/// @param name of its folder, `redis-1` or `sentinel-1`: never of its role, which moves
/// @param arguments after the file's name
/// @param file the configuration's lines
record ProcessPlan(String name, HostPort address, List<String> arguments, List<String> file) {
    private static final List<String> QUIET =
            List.of("bind 127.0.0.1", "protected-mode yes", "daemonize no", "dir ./");

    /// A server without persistence that starts as primary.
    static ProcessPlan primary(String name, HostPort address) {
        List<String> file = new ArrayList<>(QUIET);
        file.addAll(
                List.of(
                        "port " + address.port(),
                        "save \"\"",
                        "appendonly no",
                        "rdb-del-sync-files yes",
                        "repl-diskless-sync yes",
                        "repl-diskless-sync-delay 0",
                        "repl-ping-replica-period 1",
                        "repl-timeout 5"));
        return new ProcessPlan(name, address, List.of(), List.copyOf(file));
    }

    /// The same, as a replica of `primary`.
    static ProcessPlan replica(String name, HostPort address, HostPort primary) {
        ProcessPlan plan = primary(name, address);
        List<String> file = new ArrayList<>(plan.file());
        file.add("replicaof " + primary.host() + " " + primary.port());
        return new ProcessPlan(name, address, List.of(), List.copyOf(file));
    }

    /// Sentinel `index` of `sentinels`. It is told its replicas and the other Sentinels, which it
    /// would else learn within 10 s and 2 s, so that it can fail over from the start.
    static ProcessPlan sentinel(
            SentinelPlan plan, List<HostPort> sentinels, List<HostPort> servers, int index) {
        HostPort address = sentinels.get(index);
        String master = plan.master();
        List<String> file = new ArrayList<>(QUIET);
        file.add("port " + address.port());
        file.add("sentinel myid " + runId(index));
        file.add(
                "sentinel monitor "
                        + master
                        + " "
                        + pair(servers.getFirst())
                        + " "
                        + plan.quorum());
        file.add(setting("down-after-milliseconds", master, plan.downAfter()));
        file.add(setting("failover-timeout", master, plan.failoverTimeout()));
        file.add("sentinel parallel-syncs " + master + " " + servers.size());
        for (HostPort replica : servers.subList(1, servers.size())) {
            file.add("sentinel known-replica " + master + " " + pair(replica));
        }
        for (int other = 0; other < sentinels.size(); other++) {
            if (other != index) {
                String where = pair(sentinels.get(other));
                file.add("sentinel known-sentinel " + master + " " + where + " " + runId(other));
            }
        }
        String name = "sentinel-" + (index + 1);
        return new ProcessPlan(name, address, List.of("--sentinel"), List.copyOf(file));
    }

    private static String setting(String key, String master, Duration value) {
        return "sentinel " + key + " " + master + " " + value.toMillis();
    }

    private static String pair(HostPort address) {
        return address.host() + " " + address.port();
    }

    // Sentinel wants 40 hexadecimal digits, distinct within this set alone.
    private static String runId(int index) {
        return Integer.toHexString(index + 1).repeat(40);
    }
}
