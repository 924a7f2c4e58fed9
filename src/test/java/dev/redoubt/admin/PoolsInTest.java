package dev.redoubt.admin;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.snapshot.MoveFigures;
import dev.redoubt.snapshot.Pausing;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.PrivateNeed;
import dev.redoubt.snapshot.Reason;
import dev.redoubt.snapshot.Sharing;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pools whose every figure is another, and how programs are told of them.
final class PoolsInTest {
    private static final Instant UNTIL = Instant.parse("2026-01-02T03:04:05.600Z");

    private static final Sharing SHARING =
            new Sharing(
                    Map.of(PrivateNeed.MULTI, 1L, PrivateNeed.SUBSCRIBE, 2L),
                    Map.of(PrivateNeed.MULTI, 20L, PrivateNeed.LARGE_REQUEST, 21L));

    private PoolsInTest() {}

    static PoolSnapshot served(String name) {
        return pool(name, Optional.of(new HostPort("10.0.0.4", 6379)), "");
    }

    static PoolSnapshot waiting(String name, String reason) {
        return pool(name, Optional.empty(), reason);
    }

    private static PoolSnapshot pool(String name, Optional<HostPort> primary, String reason) {
        List<ListenAddress> listen =
                List.of(
                        new ListenAddress.Tcp(new HostPort("::1", 6379)),
                        new ListenAddress.Unix("/run/a.sock"));
        return new PoolSnapshot(
                name,
                listen,
                primary,
                reason,
                100,
                2,
                4,
                5,
                7,
                SHARING,
                reasons(),
                14,
                10,
                11,
                12,
                13,
                new MoveFigures(Duration.ofMillis(1250), 15, 16),
                new Pausing(
                        primary.isEmpty() ? Optional.of(UNTIL) : Optional.empty(),
                        18,
                        primary.isEmpty() ? Optional.empty() : Optional.of(UNTIL),
                        19),
                Optional.empty());
    }

    private static Map<Reason, Long> reasons() {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        Arrays.stream(Reason.values())
                .forEach(each -> counts.put(each, (long) each.name().length()));
        return counts;
    }

    /// One that is served and accepts nobody.
    static PoolSnapshot deaf() {
        return new PoolSnapshot(
                "deaf",
                List.of(),
                Optional.of(new HostPort("10.0.0.4", 6379)),
                "",
                0,
                0,
                0,
                0,
                0,
                new Sharing(Map.of(), Map.of()),
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                MoveFigures.NONE,
                Pausing.NONE,
                Optional.empty());
    }

    /// What /health says of all.
    static Map<String, Object> health(boolean healthy, List<?> pools) {
        return Map.of("healthy", healthy, "version", Build.version(), "pools", pools);
    }

    /// What it says of a pool.
    static Map<String, @Nullable Object> described(
            String name, @Nullable String primary, String reason) {
        Map<String, @Nullable Object> pool = new HashMap<>();
        pool.put("name", name);
        pool.put("listen", List.of("[::1]:6379", "unix:/run/a.sock"));
        pool.put("primary", primary);
        pool.put("reason", reason);
        pool.put("paused_until", primary == null ? UNTIL.toString() : null);
        pool.put("moving_until", primary == null ? null : UNTIL.toString());
        pool.put("clients", 100L);
        return pool;
    }
}
