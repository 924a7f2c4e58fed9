package dev.redoubt.config;

import dev.redoubt.config.DurabilityConfig.Replicas;
import dev.redoubt.config.DurabilityConfig.Storage;
import dev.redoubt.config.Syntax.Range;

import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A pool's `failover.durability`: `none`, or a map.
final class DurabilityReader {
    private static final String NONE = "none";
    static final String EXPECTED = "none or a map with replicas and timeout";
    private static final List<String> KEYS = List.of("replicas", "timeout", "fsync");
    private static final Syntax<Replicas> REPLICAS =
            Syntax.integer(new Range(1, 100))
                    .map((Integer number) -> (Replicas) new Replicas.Count(number))
                    .or("all", new Replicas.All());
    private static final Syntax<Storage> FSYNC =
            Syntax.text("true or false", text -> text.equals("true") || text.equals("false"))
                    .map(text -> text.equals("true") ? Storage.DISK : Storage.MEMORY);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    private DurabilityReader() {}

    /// @param pool the one that `failover` belongs to
    static Optional<DurabilityConfig> read(MapReader pool, Setting setting) {
        if (setting.value() instanceof ScalarNode) {
            setting.read(Syntax.text(EXPECTED, NONE::equals));
            return Optional.empty();
        }
        if (setting.isList()) {
            setting.wrong(EXPECTED);
            return Optional.empty();
        }
        return MapReader.open(setting, KEYS).flatMap(durability -> read(pool, durability));
    }

    private static Optional<DurabilityConfig> read(MapReader pool, MapReader durability) {
        Optional<Replicas> replicas = durability.required("replicas", REPLICAS);
        if (replicas.filter(Replicas.All.class::isInstance).isPresent()) {
            durability.setting("replicas").ifPresent(all -> needsSentinel(pool, all));
        }
        Duration timeout = durability.value("timeout", Durations.TIMER, DEFAULT_TIMEOUT);
        Storage storage = durability.value("fsync", FSYNC, Storage.MEMORY);
        return replicas.map(number -> new DurabilityConfig(number, storage, timeout));
    }

    /// Without Sentinel nobody says who could be promoted.
    private static void needsSentinel(MapReader pool, Setting all) {
        if (pool.setting("backend").filter(backend -> backend.names("servers")).isPresent()) {
            all.wrong("a number: only Sentinels know all that could be promoted");
        }
    }
}
