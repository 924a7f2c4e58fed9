package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why a primary is not confirmed, in words that tell a client's operator where to look. Pure.
final class Fenced {
    private Fenced() {}

    static String because(
            SentinelConfig config, SentinelState.Watched watched, Words words, HostPort primary) {
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
            return "only " + connected + " of " + known + " Sentinels within reach";
        }
        if (watched.nodes().stream().noneMatch(node -> node.details().isPresent())) {
            return "no Sentinel answers SENTINEL MASTER (expected: an ACL that allows it)";
        }
        if (words.count() < needed) {
            return confirming(words, primary)
                    + ", "
                    + needed
                    + " are needed"
                    + missing(config, watched, primary, nowNanos);
        }
        Optional<Duration> limit = words.rules().limit();
        if (words.count() == known && limit.isPresent()) {
            return "no sign of life of %s for %d ms".formatted(primary, limit.get().toMillis());
        }
        return words.isVoteOutstanding(watched.epochFloor(), giveUpNanos)
                ? "a vote for a failover of " + primary + " may still count"
                : confirming(words, primary)
                        + ", and not for "
                        + Duration.ofNanos(words.wordLifeNanos()).toSeconds()
                        + " s yet"
                        + missing(config, watched, primary, nowNanos);
    }

    private static String confirming(Words words, HostPort primary) {
        return "only "
                + words.count()
                + " of "
                + words.rules().known()
                + " Sentinels confirm "
                + primary;
    }

    /// Which of the connected ones do not confirm it: the others are told of anyway.
    private static String missing(
            SentinelConfig config, SentinelState.Watched watched, HostPort primary, long nowNanos) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < watched.nodes().size(); i++) {
            NodeState node = watched.nodes().get(i);
            boolean confirms =
                    node.standing().sound(primary, nowNanos).isPresent()
                            || Confirmations.behind(node, primary, watched.epochFloor(), nowNanos)
                                    .isPresent();
            if (node.isConnected() && !confirms) {
                names.add(config.nodes().get(i).toString());
            }
        }
        return names.isEmpty() ? "" : " (not yet, or no more: " + String.join(", ", names) + ")";
    }
}
