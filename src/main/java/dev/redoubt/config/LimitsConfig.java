package dev.redoubt.config;

/// Bounds on one client.
///
/// @param request the largest argument of a command, as Redis' proto-max-bulk-len
/// @param clientOutput replies that a client left unread on shared links, before it is closed
public record LimitsConfig(ByteSize request, ByteSize clientOutput) {}
