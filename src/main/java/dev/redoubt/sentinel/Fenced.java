package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// Why a primary is not confirmed, in words that tell a client's operator where to look. Pure.
final class Fenced {
    private Fenced() {}

    static String because(SentinelState.Watched watched, Words words, HostPort primary) {
        long nowNanos = words.nowNanos();
        long giveUpNanos = LeaseRules.giveUpNanos(watched.nodes());
        int known = words.rules().known();
        int needed = words.rules().needed();
        long connected = watched.nodes().stream().filter(NodeState::isConnected).count();
        if (watched.nodes().stream()
                .anyMatch(node -> node.standing().leads(primary, nowNanos, giveUpNanos))) {
            return "a failover of " + primary + " may be under way";
        }
        if (watched.nodes().stream().anyMatch(node -> node.speaksAgainst(primary, nowNanos))) {
            return "a Sentinel calls " + primary + " down, and too few confirm it";
        }
        if (connected < needed) {
            return "only %d of %d Sentinels within reach".formatted(connected, known);
        }
        if (watched.nodes().stream().noneMatch(node -> node.details().isPresent())) {
            return "no Sentinel answers SENTINEL MASTER (expected: an ACL that allows it)";
        }
        if (words.count() < needed) {
            return "only %d of %d Sentinels confirm %s, %d are needed"
                    .formatted(words.count(), known, primary, needed);
        }
        Optional<Duration> limit = words.rules().limit();
        if (words.count() == known && limit.isPresent()) {
            return "no sign of life of %s for %d ms".formatted(primary, limit.get().toMillis());
        }
        return words.isVoteOutstanding(watched.epochFloor(), giveUpNanos)
                ? "a vote for a failover of " + primary + " may still count"
                : "only %d of %d Sentinels confirm %s, and not for %d s yet"
                        .formatted(
                                words.count(),
                                known,
                                primary,
                                Duration.ofNanos(words.wordLifeNanos()).toSeconds());
    }
}
