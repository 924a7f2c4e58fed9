package dev.redoubt.failover;

/// What a primary does by itself against being replaced while it takes writes still.
public enum Safeguards {
    /// It refuses writes without enough replicas (`min-replicas-to-write`).
    REPLICAS_FENCE,
    /// It has no replica: nobody can be promoted in its place.
    NO_REPLICA,
    /// It takes writes whatever its replicas do.
    NONE;

    /// Read from INFO's replication section: Redis shows `min_slaves_good_slaves` only where
    /// min-replicas-to-write and min-replicas-max-lag are both set.
    public static Safeguards of(InfoText replication) {
        if (replication.has("min_slaves_good_slaves")) {
            return REPLICAS_FENCE;
        }
        return replication.number("connected_slaves").orElse(0) > 0 ? NONE : NO_REPLICA;
    }
}
