package dev.redoubt.backend;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// All shared links of one pool on one loop, by what travels them. Owned by the backend.
final class LaneSet {
    private final Map<Way, Lanes> lanes = new EnumMap<>(Way.class);
    private final BackendSettings settings;

    /// @param maker of the lanes of each way; of those that commit only where writes are durable
    LaneSet(BackendSettings settings, Function<Way, Lanes> maker) {
        this.settings = settings;
        for (Way way : Way.values()) {
            if (settings.durability() != null || !way.isCommitted()) {
                lanes.put(way, maker.apply(way));
            }
        }
    }

    Lanes of(Way way) {
        return Objects.requireNonNull(lanes.get(way));
    }

    /// Uses this server instead of the one before; every link to that one is closed at once.
    void use(@Nullable HostPort server, String reason) {
        lanes.values().forEach(each -> each.use(server, reason));
    }

    /// Closes what is silent, and what nobody uses.
    ///
    /// @param silentNanos after which a server that owes an answer is silent; replicas may take
    ///   their own time besides
    void sweep(long nowNanos, long silentNanos) {
        lanes.forEach((way, each) ->
                each.sweep(
                        nowNanos,
                        way.isCommitted() ? settings.committed(silentNanos) : silentNanos));
    }

    /// Open links, claimed ones not counted.
    int size() {
        return sum(Lanes::size);
    }

    /// Links that belong to one session each, for its large replies.
    int claimedCount() {
        return sum(Lanes::claimedCount);
    }

    /// Identities besides the pool's own.
    int guestCount() {
        return sum(Lanes::guestCount);
    }

    private int sum(ToIntFunction<Lanes> count) {
        return lanes.values().stream().mapToInt(count).sum();
    }
}
