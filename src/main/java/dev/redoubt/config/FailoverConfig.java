package dev.redoubt.config;

import java.time.Duration;
import java.util.Optional;

/// What happens to commands while there is no primary.
///
/// @param hold how long a command waits at most; empty for `auto`: down-after + what an election
///   takes, 10 s without Sentinel
/// @param holdMemory how many bytes of waiting commands the pool keeps at most
public record FailoverConfig(Optional<Duration> hold, ByteSize holdMemory) {}
