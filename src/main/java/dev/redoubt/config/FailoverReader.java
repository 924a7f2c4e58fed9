package dev.redoubt.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A pool's `failover`.
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
        return new FailoverConfig(
                failover.value("hold", HOLD, Optional.empty()),
                failover.value("hold_memory", ByteSizes.ANY, DEFAULT_HOLD_MEMORY),
                failover.value("unanswered_writes", WRITES, UnansweredWrites.ERROR),
                failover.setting("durability")
                        .flatMap(setting -> DurabilityReader.read(pool, setting)));
    }
}
