package dev.redoubt.backend;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/// All shared links of one pool on one loop, by what travels them. Owned by the backend.
final class LaneSet {
    private final Map<Way, Lanes> plain = new EnumMap<>(Way.class);
    private final List<Map<Way, Lanes>> committed = new ArrayList<>();
    private final List<Lanes> lanes = new ArrayList<>();
    private final BackendSettings settings;

    /// Makes lanes.
    interface Maker {
        /// Those of one way.
        ///
        /// @param promise that they keep; null where they keep none
        Lanes make(Way way, @Nullable Durability promise);
    }

    /// @param maker of the lanes of each way; of those that commit, some for each promise
    LaneSet(BackendSettings settings, Maker maker) {
        this.settings = settings;
        for (Way way : Way.values()) {
            if (!way.isCommitted()) {
                plain.put(way, made(maker.make(way, null)));
            }
        }
        for (Durability promise : settings.pledges().all()) {
            Map<Way, Lanes> keeping = new EnumMap<>(Way.class);
            for (Way way : Way.values()) {
                if (way.isCommitted()) {
                    keeping.put(way, made(maker.make(way, promise)));
                }
            }
            committed.add(keeping);
        }
    }

    private Lanes made(Lanes one) {
        lanes.add(one);
        return one;
    }

    /// The lanes of a way.
    ///
    /// @param promise of a way that commits; else it does not matter
    Lanes of(Way way, @Nullable Durability promise) {
        Map<Way, Lanes> among =
                way.isCommitted() && promise != null ? committed.get(promise.place()) : plain;
        return Objects.requireNonNull(among.get(way));
    }

    /// Uses this server instead of the one before; every link to that one is closed at once.
    void use(@Nullable HostPort server, String reason) {
        lanes.forEach(each -> each.use(server, reason));
    }

    /// Closes what is silent, and what nobody uses.
    ///
    /// @param silentNanos after which a server that owes an answer is silent; replicas may take
    ///   their own time besides
    void sweep(long nowNanos, long silentNanos) {
        plain.values().forEach(each -> each.sweep(nowNanos, silentNanos));
        for (Map<Way, Lanes> keeping : committed) {
            keeping.values().forEach(each -> each.sweep(nowNanos, settings.committed(silentNanos)));
        }
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
        return lanes.stream().mapToInt(count).sum();
    }
}
