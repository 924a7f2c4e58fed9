package dev.redoubt.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A pool's `failover`.
final class FailoverReader {
    private static final List<String> KEYS =
            List.of("hold", "hold_memory", "unanswered_writes", "durability");
    private static final ByteSize DEFAULT_HOLD_MEMORY = new ByteSize(64L << 20);
    private static final Syntax<Optional<Duration>> HOLD =
            Durations.ANY.map(Optional::of).or("auto", Optional.empty());

    private static final Syntax<UnansweredWrites> WRITES = Syntax.names(UnansweredWrites.values());

    private static final List<String> OWN_KEYS = List.of("durability");

    private FailoverReader() {}

    /// The pool's `users` or `clients`: by name, what holds for them.
    private static Map<NamePattern, Optional<DurabilityConfig>> own(MapReader pool, String key) {
        Map<NamePattern, Optional<DurabilityConfig>> own = new HashMap<>();
        Optional<Setting> given = pool.setting(key);
        given.flatMap(setting -> setting.entries("a map of names, each with durability"))
                .ifPresent(entries -> entries.values().forEach(entry -> add(pool, entry, own)));
        return own;
    }

    private static void add(
            MapReader pool, Setting entry, Map<NamePattern, Optional<DurabilityConfig>> own) {
        switch (NamePattern.SYNTAX.parse(entry.lastName())) {
            case Parsed.Good<NamePattern>(NamePattern who) ->
                    MapReader.open(entry, OWN_KEYS)
                            .flatMap(each -> each.required("durability", DurabilityReader.EXPECTED))
                            .ifPresent(each -> own.put(who, DurabilityReader.read(pool, each)));
            case Parsed.Bad<NamePattern>(String expected) ->
                    entry.misplaced("not a name", expected);
        }
    }

    static FailoverConfig read(MapReader pool) {
        MapReader failover = pool.map("failover", KEYS);
        return new FailoverConfig(
                failover.value("hold", HOLD, Optional.empty()),
                failover.value("hold_memory", ByteSizes.ANY, DEFAULT_HOLD_MEMORY),
                failover.value("unanswered_writes", WRITES, UnansweredWrites.ERROR),
                failover.setting("durability")
                        .flatMap(setting -> DurabilityReader.read(pool, setting)),
                new OwnDurability(own(pool, "users"), own(pool, "clients")));
    }
}
