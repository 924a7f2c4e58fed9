package dev.redoubt.pool;

import dev.redoubt.backend.ScriptShelf;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;

import java.util.List;
import java.util.Optional;

/// What a process knows of a pool and the next one of this node cannot find out at the servers: if
/// it were forgotten, a promise that was made to clients would be weaker.
///
/// @param acknowledged how far a durable pool's writes are known to be acknowledged
/// @param usage the last primary of a durable pool that was used
/// @param meeting who else serves it
/// @param demoted servers that were primary and are kept from being elected before they are in sync
/// @param scripts that the next primary is given
record PoolMemory(
        Optional<History> acknowledged,
        Usage usage,
        Meeting meeting,
        List<HostPort> demoted,
        ScriptShelf.Contents scripts) {
    /// Keeps an unchangeable copy of `demoted`.
    PoolMemory {
        demoted = List.copyOf(demoted);
    }
}
