package dev.redoubt.clients.documented;

import java.util.ArrayList;
import java.util.List;

/// What a server holds before each call: keys `k1` and `k2` of the type that the command is about,
/// `other` of another type, and no key `none`.
final class World {
    /// A script that EVALSHA finds, by its SHA1.
    static final String SCRIPT = "return 1";

    static final String SCRIPT_SHA1 = "e0e1f9fabfc9d4800c877a703b823ac0578ff8db";

    private static final String LIBRARY =
            "#!lua name=lib\n"
                    + "redis.register_function{function_name='f',callback=function() return 1 end,"
                    + "flags={'no-writes'}}";

    private World() {}

    /// The requests that make it. None of them may cost what a thousand others do: SCRIPT FLUSH
    /// does.
    ///
    /// @param group of the command, as COMMAND DOCS tells it
    static List<List<String>> of(String group) {
        List<List<String>> requests = new ArrayList<>(List.of(List.of("FLUSHALL")));
        requests.addAll(around(group));
        if (!group.equals("cluster")) {
            for (String key : List.of("k1", "k2")) {
                requests.addAll(typed(group, key));
            }
            requests.addAll(typed(group.equals("list") ? "string" : "list", "other"));
        }
        return requests;
    }

    /// What is as before, besides the data.
    private static List<List<String>> around(String group) {
        return switch (group) {
            case "scripting" ->
                    List.of(
                            List.of("SCRIPT", "FLUSH"),
                            List.of("SCRIPT", "LOAD", SCRIPT),
                            List.of("FUNCTION", "FLUSH"),
                            List.of("FUNCTION", "LOAD", LIBRARY));
            case "server" ->
                    List.of(
                            List.of("ACL", "DELUSER", "someone"),
                            List.of("ACL", "LOG", "RESET"),
                            List.of("CONFIG", "SET", "latency-monitor-threshold", "0"),
                            List.of("LATENCY", "RESET"));
            case "generic" -> List.of(List.of("CONFIG", "SET", "maxmemory-policy", "noeviction"));
            case "connection" -> List.of(List.of("CLIENT", "UNPAUSE"));
            // Its commands are about slots; without keys it can be as new.
            case "cluster" ->
                    List.of(
                            List.of("CLUSTER", "RESET", "HARD"),
                            List.of("CLUSTER", "ADDSLOTSRANGE", "0", "16383"));
            default -> List.of();
        };
    }

    private static List<List<String>> typed(String group, String key) {
        return switch (group) {
            // Numbers come in order, whatever a server's hash seed.
            case "list" -> List.of(List.of("RPUSH", key, "3", "1", "2", "1"));
            case "set" -> List.of(List.of("SADD", key, "1", "2", "3"));
            case "sorted-set" -> List.of(List.of("ZADD", key, "1", "1", "2", "2", "3", "3"));
            case "hash" -> List.of(List.of("HSET", key, "f", "1", "g", "2"));
            case "geo" ->
                    List.of(
                            List.of("GEOADD", key, "13.361389", "38.115556", "1"),
                            List.of("GEOADD", key, "15.087269", "37.502669", "2"));
            case "hyperloglog" -> List.of(List.of("PFADD", key, "a", "b"));
            case "stream" ->
                    List.of(
                            List.of("XADD", key, "1-1", "f", "v"),
                            List.of("XADD", key, "2-1", "f", "v"),
                            List.of("XGROUP", "CREATE", key, "g", "0"),
                            List.of(
                                    "XREADGROUP",
                                    "GROUP",
                                    "g",
                                    "c",
                                    "COUNT",
                                    "1",
                                    "STREAMS",
                                    key,
                                    ">"));
            default -> List.of(List.of("SET", key, "10"));
        };
    }
}
