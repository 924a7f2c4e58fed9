package dev.redoubt.config;

import java.time.Duration;
import java.util.Optional;

/// What happens to commands while there is no primary, and what a write needs to be acknowledged.
///
/// @param hold how long a command waits at most; empty for `auto`: down-after + what an election
///   takes, 10 s without Sentinel
/// @param holdMemory how many bytes of waiting commands the pool keeps at most
/// @param unansweredWrites what becomes of writes whose connection ended before the reply
/// @param durability empty where a write is acknowledged as soon as the primary has it
public record FailoverConfig(
        Optional<Duration> hold,
        ByteSize holdMemory,
        UnansweredWrites unansweredWrites,
        Optional<DurabilityConfig> durability) {
    /// With errors for unanswered writes, as a file means that says nothing.
    public FailoverConfig(Optional<Duration> hold, ByteSize holdMemory) {
        this(hold, holdMemory, UnansweredWrites.ERROR, Optional.empty());
    }
}
