package dev.redoubt.clients.documented;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the documentation is not enough, by command. Whoever adds a line: first see whether a
/// value in [Values] serves all commands.
final class Specials {
    /// What DUMP gives for `1`, in the oldest form that the tested servers write.
    private static final String DUMPED = "\0\u00c0\1\t\0\u00f6\u008a\u00b6z\u0085\u0087rM";

    private static final String FUNCTIONS_DUMPED =
            "\u00f5@G#!lua name=kept\nredis.register_function('kept',function() return 1 end)"
                    + "\n\0\u0082\u0082\b\u008f\u0094|\u00dd\u00c6";

    private static final String LIBRARY =
            "#!lua name=fresh\nredis.register_function('fresh',function() return 1 end)";

    private static final Map<String, String> RESTORED =
            Map.of("key", Values.ABSENT_KEY, "serialized-value", DUMPED, "ttl", "0");

    private static final Special OF_LISTS = Special.NONE.keys("list");

    private static final Map<String, Special> ALL =
            Map.ofEntries(
                    Map.entry("restore", Special.NONE.values(RESTORED)),
                    Map.entry("restore-asking", Special.NONE.values(RESTORED)),
                    Map.entry(
                            "function|restore",
                            Special.NONE.values(Map.of("serialized-value", FUNCTIONS_DUMPED))),
                    Map.entry(
                            "function|load", Special.NONE.values(Map.of("function-code", LIBRARY))),
                    Map.entry("migrate", Special.NONE.values(Map.of("port", "1", "timeout", "50"))),
                    // A negative cursor is one somewhere in the table, whose order is each server's
                    // own.
                    Map.entry(
                            "scan",
                            Special.NONE
                                    .values(Map.of("count", "100"))
                                    .never(call -> call.contains("-1"))),
                    Map.entry("sort", OF_LISTS),
                    Map.entry("sort_ro", OF_LISTS),
                    Map.entry("object|freq", lfu()),
                    Map.entry("bitop", Special.NONE.values(Map.of("operation", "AND"))),
                    Map.entry("pfdebug", Special.NONE.values(Map.of("subcommand", "ENCODING"))),
                    Map.entry("zrange", ranks()),
                    Map.entry("zrangestore", Special.NONE.values(Map.of("min", "0", "max", "-1"))),
                    Map.entry("xadd", Special.NONE.values(Map.of("id", "9-9"))),
                    Map.entry("xrange", between()),
                    Map.entry("xrevrange", between()),
                    Map.entry("xpending", between()),
                    // 8.0 has another name for it.
                    Map.entry(
                            "xgroup|create",
                            Special.NONE.values(Map.of("groupname", "new", "group", "new"))),
                    Map.entry("waitaof", Special.NONE.calls("WAITAOF 0 0 10")),
                    Map.entry(
                            "xgroup|createconsumer",
                            Special.NONE.values(Map.of("consumername", "new"))),
                    Map.entry("xread", waiting("0")),
                    Map.entry("xreadgroup", waiting(">")),
                    Map.entry("hello", Special.NONE.values(Map.of("protover", "3"))),
                    Map.entry("acl|setuser", someone()),
                    Map.entry("acl|deluser", someone()),
                    Map.entry(
                            "config|get",
                            Special.NONE.values(Map.of("parameter", "maxmemory-samples"))),
                    Map.entry(
                            "config|set",
                            Special.NONE.values(
                                    Map.of("parameter", "maxmemory-samples", "value", "5"))),
                    Map.entry("command|getkeys", keysOf("GETKEYS")),
                    Map.entry("command|getkeysandflags", keysOf("GETKEYSANDFLAGS")),
                    Map.entry(
                            "latency|graph",
                            Special.NONE.prepared(
                                    "CONFIG SET latency-monitor-threshold 1", "DEBUG SLEEP 0.002")),
                    Map.entry("client|reply", Special.NONE.paced(Special.Pace.SILENT)),
                    Map.entry("client|caching", Special.NONE.opened("CLIENT TRACKING ON OPTIN")),
                    Map.entry("exec", Special.NONE.opened("MULTI", "INCR k1")),
                    Map.entry("discard", Special.NONE.opened("MULTI", "INCR k1")),
                    Map.entry("pfselftest", Special.NONE.never(call -> call.size() == 1)),
                    Map.entry("client|kill", kill()),
                    Map.entry("cluster|addslots", freeSlots()),
                    Map.entry("cluster|addslotsrange", freeSlots()),
                    Map.entry(
                            "cluster|set-config-epoch",
                            Special.NONE.prepared("CLUSTER RESET HARD")),
                    Map.entry("debug", debug()),
                    Map.entry("bgsave", background()),
                    Map.entry("bgrewriteaof", background()),
                    Map.entry("save", background()),
                    Map.entry("shutdown", shutdown()),
                    Map.entry("sync", Special.NONE.never(call -> true)),
                    Map.entry("psync", Special.NONE.never(call -> true)),
                    Map.entry("replicaof", Special.NONE.never(call -> call.contains("127.0.0.1"))),
                    Map.entry("slaveof", Special.NONE.never(call -> call.contains("127.0.0.1"))));

    /// A module's, from 8.0 on: their values are told by nobody, and no other key is one.
    private static final Map<String, Special> VECTORS =
            Map.of(
                    "VADD", vectors("VADD v VALUES 2 0 1 f"),
                    "VDIM", vectors("VDIM v"),
                    "VEMB", vectors("VEMB v e"),
                    "VGETATTR", vectors("VGETATTR v e"),
                    "VISMEMBER", vectors("VISMEMBER v e"),
                    // As many levels as chance gives.
                    "VLINKS", Special.NONE.never(call -> call.size() > 2),
                    "VREM", vectors("VREM v e"),
                    "VSETATTR", vectors("VSETATTR v e {}"),
                    "VSIM", vectors("VSIM v ELE e"));

    private Specials() {}

    static Special of(Documented command) {
        return Optional.ofNullable(ALL.get(command.name()))
                .or(() -> Optional.ofNullable(VECTORS.get(command.name())))
                .orElse(Special.NONE);
    }

    private static Special vectors(String call) {
        return Special.NONE.prepared("DEL v", "VADD v VALUES 2 1 0 e").calls(call);
    }

    private static Special lfu() {
        return Special.NONE.prepared("CONFIG SET maxmemory-policy allkeys-lfu", "SET k1 1");
    }

    private static Special ranks() {
        return Special.NONE
                .values(Map.of("start", "0", "stop", "-1"))
                .calls("ZRANGE k1 - + BYLEX", "ZRANGE k1 -inf +inf BYSCORE LIMIT 0 1 WITHSCORES");
    }

    private static Special between() {
        return Special.NONE.values(Map.of("start", "-", "end", "+"));
    }

    private static Special waiting(String id) {
        return Special.NONE.values(Map.of("id", id, "milliseconds", "10"));
    }

    private static Special someone() {
        return Special.NONE
                .values(Map.of("username", "someone", "rule", "on"))
                .prepared("ACL SETUSER someone");
    }

    private static Special keysOf(String subcommand) {
        return Special.NONE.calls(
                "COMMAND " + subcommand + " SET k v",
                "COMMAND " + subcommand + " EVAL 1 2 a b",
                "COMMAND " + subcommand + " PING x",
                "COMMAND " + subcommand + " NOSUCH x");
    }

    /// Without a filter that nobody fits it ends the connections of the test and of Redoubt.
    private static Special kill() {
        return Special.NONE
                .values(Map.of("username", "nobody"))
                .never(call ->
                        !List.of("ID", "USER", "ADDR", "LADDR").stream().anyMatch(call::contains)
                                && List.of("NORMAL", "SKIPME", "MAXAGE").stream()
                                        .anyMatch(call::contains));
    }

    /// COMMAND DOCS says nothing of what it takes. In RESP2 some of it ends Redis 6.2.
    private static Special debug() {
        return Special.NONE
                .opened("HELLO 3")
                .calls(
                        "DEBUG SLEEP 0",
                        "DEBUG SET-ACTIVE-EXPIRE 1",
                        "DEBUG NOSUCH",
                        "DEBUG OBJECT none",
                        "DEBUG DIGEST",
                        "DEBUG DIGEST-VALUE k1 none",
                        "DEBUG PROTOCOL string",
                        "DEBUG PROTOCOL integer",
                        "DEBUG PROTOCOL double",
                        "DEBUG PROTOCOL null",
                        "DEBUG PROTOCOL array",
                        "DEBUG PROTOCOL set",
                        "DEBUG PROTOCOL map",
                        "DEBUG PROTOCOL attrib",
                        "DEBUG PROTOCOL push",
                        "DEBUG PROTOCOL verbatim",
                        "DEBUG PROTOCOL bignum",
                        "DEBUG PROTOCOL true",
                        "DEBUG PROTOCOL false");
    }

    private static Special shutdown() {
        return Special.NONE.never(call -> !call.contains("ABORT") && !call.contains("surplus"));
    }

    private static Special freeSlots() {
        return Special.NONE.prepared("CLUSTER DELSLOTSRANGE 1 2");
    }

    private static Special background() {
        return Special.NONE.paced(Special.Pace.BACKGROUND);
    }
}
