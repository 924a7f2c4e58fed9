package dev.redoubt.net;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// Whom a [ControlConnection] talks to, and how patient it is.
///
/// @param connectTimeout for resolving the name, and again for each of its addresses
/// @param responseTimeout from a command's sending to its reply; the connection is closed after it
public record ControlTarget(
        HostPort address,
        Optional<Credentials> credentials,
        Duration connectTimeout,
        Duration responseTimeout) {}
