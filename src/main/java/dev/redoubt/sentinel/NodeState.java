package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;

import java.util.Optional;

/// What a [SentinelMachine] knows of one Sentinel.
///
/// @param heard its last answer
/// @param trouble why it cannot be used, from the moment that was told until it answers well
public record NodeState(
        PeerPhase phase, Optional<Heard> heard, Optional<Trouble> trouble, Standing standing) {
    /// An answer, when it was read, and when its question was sent.
    public record Heard(SentinelAnswer answer, long atNanos, long askedNanos) {}

    /// Told once per kind: words may differ from attempt to attempt.
    public record Trouble(Ending.Kind kind, String words) {}

    static NodeState fresh(long nowNanos) {
        return new NodeState(
                PeerPhase.fresh(nowNanos),
                Optional.empty(),
                Optional.empty(),
                Standing.fresh(nowNanos));
    }

    NodeState with(PeerPhase next) {
        return new NodeState(next, heard, trouble, standing);
    }

    NodeState with(Trouble next) {
        return new NodeState(phase, heard, Optional.of(next), standing);
    }

    NodeState with(Standing next) {
        return new NodeState(phase, heard, trouble, next);
    }

    NodeState with(Heard next) {
        return new NodeState(phase, Optional.of(next), trouble, standing);
    }

    NodeState untroubled() {
        return new NodeState(phase, heard, Optional.empty(), standing);
    }

    boolean isConnected() {
        return phase instanceof PeerPhase.Asking;
    }

    /// How long its answer still counts; 0 if it does not.
    long answerLifeNanos(long nowNanos) {
        return heard.isEmpty()
                ? 0
                : Math.max(0, heard.get().atNanos() + SentinelConfig.ANSWER_LIFE_NANOS - nowNanos);
    }

    /// Its answer, if that still counts.
    Optional<SentinelAnswer> current(long nowNanos) {
        return answerLifeNanos(nowNanos) > 0 ? heard.map(Heard::answer) : Optional.empty();
    }

    /// Whether it doubts `primary` in an answer that still counts.
    boolean speaksAgainst(HostPort primary, long nowNanos) {
        return current(nowNanos)
                .filter(SentinelAnswer.Names.class::isInstance)
                .map(SentinelAnswer.Names.class::cast)
                .flatMap(names -> names.detailsOf(primary))
                .filter(known -> !known.isClean())
                .isPresent();
    }

    /// Its last answer, however old, if it named a primary.
    Optional<SentinelAnswer.Names> names() {
        return heard.map(Heard::answer)
                .filter(SentinelAnswer.Names.class::isInstance)
                .map(SentinelAnswer.Names.class::cast);
    }

    /// What it last told of its primary, however long ago.
    Optional<MasterDetails> details() {
        return names().flatMap(SentinelAnswer.Names::details);
    }
}
