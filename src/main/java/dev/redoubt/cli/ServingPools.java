package dev.redoubt.cli;

import dev.redoubt.snapshot.PoolSnapshot;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Which pools can serve, as far as moving an address to another node would help: one whose
/// listeners accept, and that knows its primary, or did until a moment ago. A primary is lost for
/// all nodes at once, and commands wait for the next; an address that moved meanwhile would end
/// every connection for nothing.
///
/// The thread of VRRP asks.
final class ServingPools implements Supplier<Set<String>> {
    /// Longer than elections take.
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Supplier<List<PoolSnapshot>> pools;
    private final Supplier<Long> nanoTime;
    private final Map<String, Long> servedAtNanos = new HashMap<>();

    /// @param nanoTime `System::nanoTime`
    ServingPools(Supplier<List<PoolSnapshot>> pools, Supplier<Long> nanoTime) {
        this.pools = pools;
        this.nanoTime = nanoTime;
    }

    /// All of them served a moment ago, at a process before this one.
    void assume(Collection<String> names) {
        long now = nanoTime.get();
        names.forEach(each -> servedAtNanos.put(each, now));
    }

    @Override
    public Set<String> get() {
        long now = nanoTime.get();
        Set<String> serving = new HashSet<>();
        for (PoolSnapshot pool : pools.get()) {
            if (pool.primary().isPresent()) {
                servedAtNanos.put(pool.name(), now);
            }
            Long served = servedAtNanos.get(pool.name());
            boolean knew = served != null && now - served <= PATIENCE.toNanos();
            if (knew && !pool.listen().isEmpty()) {
                serving.add(pool.name());
            }
        }
        return serving;
    }
}
