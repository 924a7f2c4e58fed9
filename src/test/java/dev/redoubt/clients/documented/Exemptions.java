package dev.redoubt.clients.documented;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Commands of which no call is answered without an error here, each with the reason. A name ending
/// in `|*` stands for all subcommands.
///
/// @param reasons by name
record Exemptions(Map<String, String> reasons) {
    private static final String STREAM = "its answer is no reply but a stream: see OneServerIT";
    private static final String CLUSTER = "for a cluster's nodes: see ClusterEveryCommandIT";
    private static final String MODULE = "there is no module";
    private static final String ENDLESS = "needs an endless script: see EndlessScriptIT";

    private static final Map<String, String> ALL =
            Map.ofEntries(
                    Map.entry("sync", STREAM),
                    Map.entry("psync", STREAM),
                    Map.entry("asking", CLUSTER),
                    Map.entry("readonly", CLUSTER),
                    Map.entry("readwrite", CLUSTER),
                    Map.entry("cluster|*", CLUSTER),
                    Map.entry("module|load", MODULE),
                    Map.entry("module|loadex", MODULE),
                    Map.entry("module|unload", MODULE),
                    Map.entry("script|kill", ENDLESS),
                    Map.entry("function|kill", ENDLESS),
                    Map.entry("config|rewrite", "the server has no configuration file"),
                    Map.entry("failover", "needs a replica: the move itself is a test of its own"),
                    Map.entry("shutdown", "ends the server"),
                    Map.entry("pfselftest", "keeps the server busy for seconds"));

    /// For a node of a cluster that has no other, and the commands about that.
    static Exemptions cluster() {
        String alone = "there is no other node";
        return new Exemptions(
                Map.of(
                        "cluster|count-failure-reports", alone,
                        "cluster|failover", alone,
                        "cluster|forget", alone,
                        "cluster|replicas", alone,
                        "cluster|replicate", alone,
                        "cluster|slaves", alone));
    }

    /// For Redis 7.0.
    static Exemptions installed() {
        return new Exemptions(ALL);
    }

    /// For Redis 6.2.
    static Exemptions embedded() {
        Map<String, String> reasons = new HashMap<>(ALL);
        reasons.remove("readwrite");
        return new Exemptions(reasons);
    }

    /// For 8.0.
    static Exemptions newer() {
        Map<String, String> reasons = new HashMap<>(ALL);
        reasons.put("VLINKS", "each server draws the levels of its graph");
        return new Exemptions(reasons);
    }

    Optional<String> reason(String command) {
        String own = reasons.get(command);
        String family = command.replaceFirst("\\|.*", "|*");
        return Optional.ofNullable(own == null ? reasons.get(family) : own);
    }
}
