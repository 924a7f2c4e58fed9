package dev.redoubt.admin;

import dev.redoubt.snapshot.PoolSnapshot;

import java.util.List;
import java.util.function.Supplier;

/// The pools for people, one line each.
final class Status {
    private final Supplier<List<PoolSnapshot>> pools;

    Status(Supplier<List<PoolSnapshot>> pools) {
        this.pools = pools;
    }

    Page page() {
        StringBuilder lines = new StringBuilder("Redoubt " + Build.version() + "\n");
        for (PoolSnapshot pool : pools.get()) {
            lines.append(pool.name()).append(": ").append(standing(pool));
            lines.append("; ").append(pool.clients()).append(" clients\n");
        }
        return Page.text(200, lines.toString());
    }

    private static String standing(PoolSnapshot pool) {
        String reason = Health.reason(pool);
        if (reason.isEmpty()) {
            return pool.primary().map(primary -> "serves from " + primary).orElseThrow();
        }
        return pool.primary().isEmpty() ? "commands wait: " + reason : reason;
    }
}
