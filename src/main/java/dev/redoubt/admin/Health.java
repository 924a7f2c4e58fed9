package dev.redoubt.admin;

import dev.redoubt.snapshot.PoolSnapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Tells whether every pool has a primary and accepts clients; of those that do not, why.
final class Health {
    private final Supplier<List<PoolSnapshot>> pools;

    Health(Supplier<List<PoolSnapshot>> pools) {
        this.pools = pools;
    }

    /// 200 when all is well, else 503: what load balancers and orchestrators go by.
    Page page() {
        List<PoolSnapshot> now = pools.get();
        boolean healthy = isGood(now);
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("healthy", new Json.Truth(healthy));
        members.put("version", new Json.Text(Build.version()));
        members.put("pools", new Json.Items(now.stream().map(Health::described).toList()));
        return Page.json(healthy ? 200 : 503, new Json.Members(members));
    }

    static boolean isGood(List<PoolSnapshot> pools) {
        return pools.stream().allMatch(pool -> reason(pool).isEmpty());
    }

    private static Json described(PoolSnapshot pool) {
        return new Json.Members(members(pool));
    }

    /// In a map of its caller's own.
    static Map<String, Json> members(PoolSnapshot pool) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("name", new Json.Text(pool.name()));
        members.put("listen", new Json.Items(pool.listen().stream().map(Json.Text::of).toList()));
        members.put("primary", pool.primary().<Json>map(Json.Text::of).orElse(new Json.Nothing()));
        members.put("reason", new Json.Text(reason(pool)));
        members.put(
                "paused_until",
                pool.pausing().pausedUntil().<Json>map(Json.Text::of).orElse(new Json.Nothing()));
        members.put(
                "moving_until",
                pool.pausing().movingUntil().<Json>map(Json.Text::of).orElse(new Json.Nothing()));
        members.put("clients", new Json.Whole(pool.clients()));
        return members;
    }

    /// Empty where nothing is wrong.
    static String reason(PoolSnapshot pool) {
        if (pool.primary().isEmpty()) {
            return pool.reason().isEmpty() ? "no primary" : pool.reason();
        }
        return pool.listen().isEmpty() ? "accepts no clients" : "";
    }
}
