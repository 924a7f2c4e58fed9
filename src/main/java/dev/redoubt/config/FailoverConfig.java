package dev.redoubt.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What happens to commands while there is no primary, and what a write needs to be acknowledged.
///
/// @param hold how long a command waits at most; empty for `auto`: down-after + what an election
///   takes, 10 s without Sentinel
/// @param holdMemory how many bytes of waiting commands the pool keeps at most
/// @param unansweredWrites what becomes of writes whose connection ended before the reply
/// @param durability empty where a write is acknowledged as soon as the primary has it
/// @param own for whom something else holds
public record FailoverConfig(
        Optional<Duration> hold,
        ByteSize holdMemory,
        UnansweredWrites unansweredWrites,
        Optional<DurabilityConfig> durability,
        OwnDurability own) {
    /// With errors for unanswered writes, as a file means that says nothing.
    public FailoverConfig(Optional<Duration> hold, ByteSize holdMemory) {
        this(hold, holdMemory, UnansweredWrites.ERROR, Optional.empty(), OwnDurability.NONE);
    }

    /// What holds for a client.
    ///
    /// @param user that it is at Redis
    /// @param client the name that it gave itself; empty for none
    public Optional<DurabilityConfig> durabilityOf(String user, String client) {
        return own.of(user, client).orElse(durability);
    }

    /// All that hold for anybody, each once.
    public List<DurabilityConfig> durabilities() {
        return Stream.of(
                        Stream.of(durability),
                        own.users().values().stream(),
                        own.clients().values().stream())
                .flatMap(each -> each)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
