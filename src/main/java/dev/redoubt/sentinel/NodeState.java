package dev.redoubt.sentinel;

import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;

import java.util.Optional;

/// What a [SentinelMachine] knows of one Sentinel.
///
/// @param heard its last answer
/// @param trouble why it cannot be used, from the moment that was told until it answers well
public record NodeState(PeerPhase phase, Optional<Heard> heard, Optional<Trouble> trouble) {
    /// An answer and the time it was read.
    public record Heard(SentinelAnswer answer, long atNanos) {}

    /// Told once per kind: words may differ from attempt to attempt.
    public record Trouble(Ending.Kind kind, String words) {}

    NodeState with(PeerPhase next) {
        return new NodeState(next, heard, trouble);
    }

    NodeState with(Trouble next) {
        return new NodeState(phase, heard, Optional.of(next));
    }

    NodeState heard(SentinelAnswer answer, long nowNanos) {
        return new NodeState(phase, Optional.of(new Heard(answer, nowNanos)), trouble);
    }

    NodeState untroubled() {
        return new NodeState(phase, heard, Optional.empty());
    }

    boolean isConnected() {
        return phase instanceof PeerPhase.Asking;
    }

    /// How long its answer still counts; 0 if it does not.
    long answerLifeNanos(long nowNanos) {
        return heard.map(last ->
                        Math.max(0, last.atNanos() + SentinelConfig.ANSWER_LIFE_NANOS - nowNanos))
                .orElse(0L);
    }

    /// Its answer, if that still counts.
    Optional<SentinelAnswer> current(long nowNanos) {
        return answerLifeNanos(nowNanos) > 0 ? heard.map(Heard::answer) : Optional.empty();
    }
}
