package dev.redoubt.config;

import java.util.OptionalInt;

/// Bounds on one client, or on one source of clients.
///
/// @param request the largest argument of a command, as Redis' proto-max-bulk-len
/// @param clientOutput replies that a client left unread on shared links, before it is closed
/// @param connectionRate new connections per second and source address; empty sets no bound
public record LimitsConfig(ByteSize request, ByteSize clientOutput, OptionalInt connectionRate) {
    /// These bounds on a client, and none on sources.
    public LimitsConfig(ByteSize request, ByteSize clientOutput) {
        this(request, clientOutput, OptionalInt.empty());
    }
}
