package dev.redoubt.config;

import java.time.Duration;
import java.util.Optional;

/// What happens to commands while there is no primary.
///
/// @param hold how long a command waits at most; empty for `auto`: down-after + what an election
///   takes, 10 s without Sentinel
/// @param holdMemory how many bytes of waiting commands the pool keeps at most
/// @param unansweredWrites what becomes of writes whose connection ended before the reply
public record FailoverConfig(
        Optional<Duration> hold, ByteSize holdMemory, UnansweredWrites unansweredWrites) {
    /// With errors for unanswered writes, as a file means that says nothing.
    public FailoverConfig(Optional<Duration> hold, ByteSize holdMemory) {
        this(hold, holdMemory, UnansweredWrites.ERROR);
    }
}
