package dev.redoubt.simulation;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/// A write that a client was told to be durable.
final class DurableWrite {
    final long id;

    /// Replicas that had it then, as bits.
    final int copies;

    /// Those of them that may ever be promoted.
    final int having;

    /// Servers that a majority of the Sentinels would not have promoted then.
    final int out;

    final long atNanos;

    /// Nodes that have looked at a primary that had it, and whose replicas told that they have it.
    final Set<SimulatedNode> seenBy = new HashSet<>();

    /// The node that said so, as long as it knows that it did.
    @Nullable SimulatedNode by;

    /// Why it may be missing; empty while it may not.
    String excuse = "";

    /// Whether a server with another history was promoted: who said that it is durable must see it.
    boolean foreign;

    /// Whether somebody was answered without it.
    boolean missed;

    DurableWrite(SimulatedNode by, long id, int copies, int having, int out, long atNanos) {
        this.by = by;
        this.id = id;
        this.copies = copies;
        this.having = having;
        this.out = out;
        this.atNanos = atNanos;
    }

    /// A node begins, or goes on without it, and knows nothing of it any more.
    void forget(SimulatedNode node) {
        seenBy.remove(node);
        if (by == node) {
            by = null;
        }
    }

    /// Whether the node must miss it, whatever excuses the others.
    boolean isMissedBy(SimulatedNode node) {
        return seenBy.contains(node) || (foreign && by == node);
    }
}
