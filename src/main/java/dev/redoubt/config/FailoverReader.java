package dev.redoubt.config;

import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A pool's `failover`. Of `durability` only the default is kept in this version, so that
/// everything else is refused.
final class FailoverReader {
    private static final List<String> KEYS =
            List.of("hold", "hold_memory", "unanswered_writes", "durability");
    private static final ByteSize DEFAULT_HOLD_MEMORY = new ByteSize(64L << 20);
    private static final Syntax<Optional<Duration>> HOLD =
            Durations.ANY.map(Optional::of).or("auto", Optional.empty());

    private static final Syntax<UnansweredWrites> WRITES = Syntax.names(UnansweredWrites.values());

    private FailoverReader() {}

    static FailoverConfig read(MapReader pool) {
        MapReader failover = pool.map("failover", KEYS);
        failover.setting("durability").ifPresent(s -> onlyDefault(s, "none", "anything else"));
        return new FailoverConfig(
                failover.value("hold", HOLD, Optional.empty()),
                failover.value("hold_memory", ByteSizes.ANY, DEFAULT_HOLD_MEMORY),
                failover.value("unanswered_writes", WRITES, UnansweredWrites.ERROR));
    }

    private static void onlyDefault(Setting setting, String kept, String later) {
        boolean isKept =
                setting.value() instanceof ScalarNode scalar && scalar.getValue().equals(kept);
        if (!isKept) {
            setting.wrong(kept + "; " + later + " is " + Later.TEXT);
        }
    }
}
