package dev.redoubt.failover;

import java.util.Optional;

/// A primary's place in the history of its data, as INFO tells it.
///
/// A server that is promoted begins a new replication id; the one that it followed becomes its
/// second id, up to `secondOffset` excluded. A primary that is started again from an RDB file keeps
/// the file's id in the same way (from Redis 7.0 on).
///
/// @param runId of the process
/// @param replicationId of the history that it writes
/// @param secondId of the history that it continues, zeros where it continues none
/// @param secondOffset the first offset that is its own, -1 where it continues none
/// @param offset how many bytes of the replication stream it has
/// @param keys in all databases
public record History(
        String runId,
        String replicationId,
        String secondId,
        long secondOffset,
        long offset,
        long keys) {

    /// Whether it is the same one, of the same process.
    public boolean isOf(History other) {
        return runId.equals(other.runId()) && replicationId.equals(other.replicationId());
    }

    /// Empty if the server is no primary, loads its data still, or does not tell.
    ///
    /// @param server a reply with the sections `server`, `persistence` and `keyspace`, asked once
    ///   for each connection
    /// @param replication a reply with the section `replication`
    public static Optional<History> of(InfoText server, InfoText replication) {
        String id = replication.text("master_replid");
        boolean loads = server.number("loading").orElse(0) != 0;
        if (!replication.text("role").equals("master") || id.isEmpty() || loads) {
            return Optional.empty();
        }
        return Optional.of(
                new History(
                        server.text("run_id"),
                        id,
                        replication.text("master_replid2"),
                        replication.number("second_repl_offset").orElse(-1),
                        replication.number("master_repl_offset").orElse(0),
                        server.keys()));
    }
}
