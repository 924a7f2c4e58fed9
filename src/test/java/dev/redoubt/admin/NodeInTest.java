package dev.redoubt.admin;

import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolSnapshot;

import java.util.List;
import java.util.function.Supplier;

/// A node that shows what a test gives it, and 17 faults.
record NodeInTest(Supplier<List<PoolSnapshot>> shownPools, List<Move> moves) implements NodeView {
    static NodeInTest of(Supplier<List<PoolSnapshot>> pools) {
        return new NodeInTest(pools, List.of());
    }

    @Override
    public List<PoolSnapshot> pools() {
        return shownPools.get();
    }

    @Override
    public long faults() {
        return 17;
    }
}
