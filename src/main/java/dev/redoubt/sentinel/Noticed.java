package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;
import dev.redoubt.sentinel.SentinelAnswer.Names;
import dev.redoubt.sentinel.SentinelState.Watched;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What one event changes at the nodes, and what it says against the primary in use. Pure.
record Noticed(Watched watched, Optional<Objection> objection) {
    private Noticed(Watched watched) {
        this(watched, Optional.empty());
    }

    static Noticed of(
            SentinelConfig config,
            SentinelState state,
            SentinelEvent event,
            long nowNanos,
            List<SentinelAction> actions) {
        Watched watched = state.watched();
        return switch (event) {
            case SentinelEvent.Started _, SentinelEvent.Woken _ -> new Noticed(watched);
            case SentinelEvent.Suspected _ -> new Noticed(watched.eager(nowNanos));
            case SentinelEvent.Slept _ ->
                    // The clock may show the same as when a question went out before the sleep.
                    new Noticed(
                            Polls.atOnce(watched.voidedBefore(nowNanos + 1), nowNanos),
                            Optional.of(Objection.slept()));
            case SentinelEvent.Connected(int index) -> {
                NodeState node = watched.nodes().get(index);
                yield new Noticed(watched.with(index, node.with(node.phase().ready(nowNanos))));
            }
            case SentinelEvent.Lost lost ->
                    new Noticed(lost(config, state, lost, nowNanos, actions));
            case SentinelEvent.Answered(int index, SentinelAnswer answer) -> {
                NodeState before = watched.nodes().get(index);
                NodeState after = answered(before, answer, nowNanos);
                Watched told = NodeNotices.answered(config, watched, index, after, actions);
                boolean tilted =
                        answer instanceof Names names && names.tilt() == SentinelAnswer.Tilt.TILTED;
                yield new Noticed(
                        tilted ? told.tilted(nowNanos) : told, objection(answer, before, state));
            }
            case SentinelEvent.Hinted(int index, SentinelHint hint) -> {
                if (hint.isTold()) {
                    actions.add(
                            new SentinelAction.Tell(
                                    new SentinelNotice.Heard(config.nodes().get(index), hint)));
                }
                yield hinted(state, index, hint, nowNanos);
            }
        };
    }

    private static Watched lost(
            SentinelConfig config,
            SentinelState state,
            SentinelEvent.Lost lost,
            long nowNanos,
            List<SentinelAction> actions) {
        Watched watched = state.watched();
        NodeState before = watched.nodes().get(lost.node());
        Ending ending = lost.ending();
        NodeState after = before.with(before.phase().lost(nowNanos, lost.jitter()));
        if (ending.kind() == Ending.Kind.NOT_LISTENING) {
            Duration usual = watched.rules().downAfter();
            after = after.with(Confirmations.refused(before, usual, nowNanos));
        }
        boolean again = ending.kind() == Ending.Kind.BROKEN && before.phase().isProven();
        NodeState told =
                again
                        ? after
                        : NodeNotices.troubled(
                                config.nodes().get(lost.node()), after, ending, actions);
        return NodeNotices.lost(config, state.inUse(), watched.with(lost.node(), told), actions);
    }

    /// An answer that no question of this connection preceded proves nothing.
    private static NodeState answered(NodeState before, SentinelAnswer answer, long nowNanos) {
        long askedNanos =
                before.phase() instanceof PeerPhase.Asking asking ? asking.askedNanos() : nowNanos;
        NodeState.Heard heard = new NodeState.Heard(answer, nowNanos, askedNanos);
        NodeState after = Polls.answered(before).with(heard);
        return before.isConnected() ? after.with(Confirmations.answered(before, heard)) : after;
    }

    private static Optional<Objection> objection(
            SentinelAnswer answer, NodeState before, SentinelState state) {
        return answer instanceof Names names
                ? state.inUse()
                        .flatMap(primary -> Objection.in(names, before, primary, state.watched()))
                : Optional.empty();
    }

    private static Noticed hinted(
            SentinelState state, int index, SentinelHint hint, long nowNanos) {
        Watched watched = state.watched().eager(nowNanos);
        Standing after = heeded(watched.nodes().get(index).standing(), hint, nowNanos);
        Watched heeded = watched.with(index, watched.nodes().get(index).with(after));
        Watched tilted =
                hint.weight() == SentinelHint.Weight.TILT ? heeded.tilted(nowNanos) : heeded;
        return new Noticed(
                hint.isUrgent() ? Polls.atOnce(tilted, nowNanos) : tilted,
                state.inUse().flatMap(primary -> Objection.in(hint, primary)));
    }

    /// What it says of one server leaves its word for another as it is.
    private static Standing heeded(Standing standing, SentinelHint hint, long nowNanos) {
        Standing voided =
                hint.about()
                        .map(primary -> standing.voidedBefore(nowNanos, primary))
                        .orElse(standing.voidedBefore(nowNanos));
        return switch (hint.weight()) {
            case DOWN, AGREED_DOWN, REPLACED, RESET, TILT -> voided;
            case FAILOVER -> leading(voided, hint, nowNanos);
            case NONE -> standing;
        };
    }

    private static Standing leading(Standing standing, SentinelHint hint, long nowNanos) {
        Optional<HostPort> about = hint.about();
        return about.map(primary -> standing.leading(primary, nowNanos)).orElse(standing);
    }
}
