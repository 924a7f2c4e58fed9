package dev.redoubt.snapshot;

import java.util.List;

/// What a node shows of itself; each is the state now, from any thread.
public interface NodeView {
    /// The pools, in the order of the file.
    List<PoolSnapshot> pools();

    /// The virtual addresses, in the order of the file.
    default List<VipSnapshot> vips() {
        return List.of();
    }

    /// How late the thread was that holds them.
    default VipSnapshot.Stalls vipStalls() {
        return VipSnapshot.Stalls.NONE;
    }

    /// Changes of theirs that nobody read from a named pipe.
    default long vipLinesLost() {
        return 0;
    }

    /// The last moves of all pools, the newest first.
    List<Move> moves();

    /// Bugs of Redoubt that were kept from other clients.
    long faults();
}
