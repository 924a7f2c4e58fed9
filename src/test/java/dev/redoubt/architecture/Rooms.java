package dev.redoubt.architecture;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of rooms: which package may use which. docs/adr/0001-rooms.md says why.
///
/// Every room may use `config`; that is not repeated here.
final class Rooms {
    /// Rooms that are planned and have no classes yet. Who builds one takes it off this list: from
    /// then on its row must match something.
    static final Set<String> TO_COME =
            Set.of("cloud", "kernel", "migrate", "notify", "shard", "tenant");

    /// The room whose first class ends the time in which no machine exists.
    static final String FIRST_WITH_MACHINE = "sentinel";

    /// Wires everything, so it may use everything.
    static final String WIRING = "cli";

    private static final Map<String, Set<String>> ROWS =
            Map.ofEntries(
                    row("config"),
                    row("resp"),
                    row("command", "resp"),
                    row("net", "resp"),
                    row("sentinel", "resp", "net"),
                    row("topology", "sentinel", "resp", "net"),
                    row("failover", "topology", "command"),
                    row("snapshot", "topology"),
                    row("backend", "resp", "net", "topology", "command", "snapshot"),
                    row("session", "resp", "command", "backend", "failover", "net", "snapshot"),
                    row("shard", "command", "backend"),
                    row(
                            "pool",
                            "resp",
                            "command",
                            "net",
                            "sentinel",
                            "topology",
                            "failover",
                            "backend",
                            "session",
                            "shard",
                            "snapshot",
                            "operate",
                            "peer"),
                    row("peer", "resp", "net"),
                    row("vrrp", "linux"),
                    row("linux"),
                    row("handover", "linux"),
                    row("instance", "resp", "net"),
                    row("operate"),
                    row("admin", "snapshot", "operate"),
                    row("migrate"),
                    row("tenant"),
                    row("cloud"),
                    row("notify"),
                    row("kernel"));

    private Rooms() {}

    /// Every room with the rooms it may use, itself and `config` among them.
    static Map<String, Set<String>> table() {
        Map<String, Set<String>> table = new TreeMap<>();
        ROWS.forEach((room, uses) ->
                table.put(
                        room,
                        Stream.concat(Stream.of(room, "config"), uses.stream())
                                .collect(Collectors.toUnmodifiableSet())));
        return table;
    }

    /// Every room there may be.
    static Set<String> names() {
        return Stream.concat(Stream.of(WIRING), ROWS.keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map.Entry<String, Set<String>> row(String room, String... uses) {
        return Map.entry(room, Set.of(uses));
    }
}
