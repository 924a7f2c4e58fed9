package dev.redoubt.command;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// One command as the server describes it (<https://redis.io/docs/latest/commands/command/>).
///
/// @param name in lower case
/// @param arity as COMMAND reports it: negative means at least
/// @param flags as COMMAND reports them
/// @param tips for clients, as COMMAND reports them
/// @param keys where it has keys
/// @param subcommands by the word behind the name, in lower case
public record CommandSpec(
        String name,
        Handling handling,
        int arity,
        Set<String> flags,
        Set<String> tips,
        List<KeySpec> keys,
        Map<String, CommandSpec> subcommands) {
    /// What a name that no table knows is taken for: the server will answer it.
    static final CommandSpec UNKNOWN =
            new CommandSpec("", Handling.PLAIN, 0, Set.of(), Set.of(), List.of(), Map.of());

    /// What only talks to the server, where that does not tell subcommands and their flags.
    private static final Set<String> TALKING =
            Set.of(
                    "acl",
                    "asking",
                    "cluster",
                    "config",
                    "latency",
                    "memory",
                    "module",
                    "object",
                    "pubsub",
                    "readonly",
                    "readwrite",
                    "role",
                    "slowlog",
                    "xinfo");

    /// The command as COMMAND describes it; how it is handled follows from name and flags.
    public static CommandSpec of(String name, int arity, Set<String> flags) {
        return new CommandSpec(
                name, handling(name, flags), arity, flags, Set.of(), List.of(), Map.of());
    }

    /// The same with what else is known of it.
    CommandSpec with(Set<String> others, List<KeySpec> specs, Map<String, CommandSpec> children) {
        return new CommandSpec(
                name, handling, arity, flags, others, List.copyOf(specs), Map.copyOf(children));
    }

    private static Handling handling(String name, Set<String> flags) {
        return switch (name) {
            case "multi" -> Handling.MULTI;
            case "exec", "discard", "unwatch" -> Handling.ENDING;
            case "watch" -> Handling.WATCH;
            case "select" -> Handling.SELECT;
            case "subscribe", "psubscribe", "ssubscribe" -> Handling.SUBSCRIBE;
            case "unsubscribe", "punsubscribe", "sunsubscribe" -> Handling.UNSUBSCRIBE;
            case "monitor" -> Handling.MONITOR;
            case "auth" -> Handling.AUTH;
            case "hello" -> Handling.HELLO;
            case "quit" -> Handling.QUIT;
            case "reset" -> Handling.RESET;
            case "sentinel" -> Handling.SENTINEL;
            case "publish" -> Handling.PUBLISH;
            case "info" -> Handling.INFO;
            case "sync", "psync" -> Handling.REPLICATION;
            case "post", "host:" -> Handling.FOREIGN;
            case "wait", "waitaof" -> Handling.WAIT;
            case "client", "debug", "script", "function", "shutdown", "replconf" ->
                    Handling.CONNECTION;
            case "eval", "evalsha", "eval_ro", "evalsha_ro", "fcall", "fcall_ro" -> Handling.SCRIPT;
            // Servers before 7.0 do not flag what blocks.
            case "blpop", "brpop", "brpoplpush", "blmove", "bzpopmin", "bzpopmax" ->
                    Handling.BLOCKING;
            case "xread", "xreadgroup" -> Handling.BLOCKING;
            default -> flags.contains("blocking") ? Handling.BLOCKING : Handling.PLAIN;
        };
    }

    /// Whether the server would take it with so many arguments, its name included.
    public boolean takes(int arguments) {
        return arity < 0 ? arguments >= -arity : arity == 0 || arguments == arity;
    }

    /// Whether the server promises that running it changes no data.
    public boolean readOnly() {
        return flags.contains("readonly");
    }

    /// Whether running it may change data that replicas have: what the server flags so, scripts and
    /// functions, and whatever it does not tell enough about. PUBLISH changes none.
    public boolean mayWrite() {
        return switch (handling) {
            case SCRIPT -> !name.endsWith("_ro");
            case PUBLISH, INFO, WAIT, MULTI, WATCH, SELECT, SUBSCRIBE, UNSUBSCRIBE -> false;
            case MONITOR, AUTH, HELLO, QUIT, RESET, SENTINEL, REPLICATION, FOREIGN -> false;
            case ENDING -> name.equals("exec");
            case CONNECTION -> name.equals("function") || name.equals("script");
            case PLAIN, BLOCKING -> mayWriteData();
        };
    }

    private boolean mayWriteData() {
        if (flags.contains("write") || flags.contains("may_replicate")) {
            return !name.equals("spublish");
        }
        if (readOnly() || repeatable() || flags.contains("pubsub")) {
            return false;
        }
        boolean told = !subcommands.isEmpty();
        return told
                ? subcommands.values().stream().anyMatch(each -> each.flags.contains("write"))
                : !TALKING.contains(name);
    }

    /// Whether a pause of writes at the server holds it up
    /// (<https://redis.io/docs/latest/commands/client-pause/>).
    public boolean mayBePaused() {
        // It only reads, but may write what it found where it looked; the server does not flag it.
        return !repeatable() || name.equals("pfcount");
    }

    /// Whether running it twice is as good as once: what only reads, and what only talks.
    public boolean repeatable() {
        return switch (name) {
            case "ping", "echo", "time", "info", "command", "lastsave" -> true;
            default -> readOnly();
        };
    }
}
