package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;
import dev.redoubt.sentinel.SentinelState.Following;
import dev.redoubt.sentinel.SentinelState.Reach;
import dev.redoubt.sentinel.SentinelState.Seeking;
import dev.redoubt.sentinel.SentinelState.Watched;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Finds the primary in what the Sentinels answer. Pure: the clock and the jitter are arguments.
///
/// | state | what the answers add up to ([Verdict]) | next |
/// |---|---|---|
/// | Seeking | agreed on A | Following A |
/// | Seeking | open | Seeking, with the reason of the moment |
/// | Following A | agreed on A | Following A, perhaps with a higher epoch |
/// | Following A | agreed on B | Following B |
/// | Following A | superseded: a higher epoch names B, no majority yet | Seeking |
/// | Following A | open: too few answers, master forgotten | Following A |
///
/// Losing the Sentinels alone never takes a primary away; the lease of the failover rules will.
/// Polls are eager while seeking and for a while after a hint; a node never has more than one
/// unanswered. `+switch-master` makes every node due at once.
public final class SentinelMachine {
    private SentinelMachine() {}

    /// The next state and what to do.
    public record Step(SentinelState state, List<SentinelAction> actions) {
        /// Keeps an unchangeable copy of `actions`.
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /// The state before [SentinelEvent.Started].
    public static SentinelState initial(SentinelConfig config, long nowNanos) {
        NodeState fresh =
                new NodeState(PeerPhase.fresh(nowNanos), Optional.empty(), Optional.empty());
        Watched watched =
                new Watched(
                        Collections.nCopies(config.nodes().size(), fresh),
                        0,
                        nowNanos,
                        Reach.UNTRIED);
        return new Seeking(
                watched, Optional.empty(), SeekingReason.of(config, watched.nodes(), nowNanos));
    }

    /// One event at `nowNanos` (`System.nanoTime()`).
    public static Step step(
            SentinelConfig config, SentinelState state, SentinelEvent event, long nowNanos) {
        List<SentinelAction> actions = new ArrayList<>();
        if (event instanceof SentinelEvent.Started) {
            actions.add(new SentinelAction.Publish(state.view()));
        }
        Watched noticed = notice(config, state, event, nowNanos, actions);
        SentinelState concluded = conclude(config, state, noticed, nowNanos, actions);
        if (!concluded.view().equals(state.view())) {
            actions.add(new SentinelAction.Publish(concluded.view()));
        }
        return new Step(with(concluded, Polls.due(concluded, nowNanos, actions)), actions);
    }

    private static Watched notice(
            SentinelConfig config,
            SentinelState state,
            SentinelEvent event,
            long nowNanos,
            List<SentinelAction> actions) {
        Watched watched = state.watched();
        return switch (event) {
            case SentinelEvent.Started _, SentinelEvent.Woken _ -> watched;
            case SentinelEvent.Connected(int node) ->
                    replace(
                            watched,
                            node,
                            at(watched, node).with(at(watched, node).phase().ready(nowNanos)));
            case SentinelEvent.Lost(int node, Ending ending, double jitter) -> {
                NodeState before = at(watched, node);
                NodeState lost = before.with(before.phase().lost(nowNanos, jitter));
                NodeState told =
                        ending.kind() == Ending.Kind.BROKEN && before.phase().isProven()
                                ? lost
                                : NodeNotices.troubled(
                                        config.nodes().get(node), lost, ending, actions);
                yield NodeNotices.lost(
                        config, state.inUse(), replace(watched, node, told), actions);
            }
            case SentinelEvent.Answered(int node, SentinelAnswer answer) -> {
                NodeState heard = Polls.answered(at(watched, node)).heard(answer, nowNanos);
                yield NodeNotices.answered(config, watched, node, heard, actions);
            }
            case SentinelEvent.Hinted(int node, SentinelHint hint) -> {
                actions.add(
                        new SentinelAction.Tell(
                                new SentinelNotice.Heard(config.nodes().get(node), hint)));
                Watched eager = eager(watched, nowNanos);
                yield hint.switched().isPresent() ? Polls.atOnce(eager, nowNanos) : eager;
            }
            case SentinelEvent.Suspected _ -> eager(watched, nowNanos);
        };
    }

    private static SentinelState conclude(
            SentinelConfig config,
            SentinelState before,
            Watched watched,
            long nowNanos,
            List<SentinelAction> actions) {
        Verdict verdict =
                Verdict.of(
                        config,
                        watched.nodes().stream().flatMap(node -> node.current(nowNanos).stream()),
                        watched.epochFloor(),
                        before.inUse());
        return switch (verdict) {
            case Verdict.Agreed(HostPort primary, long epoch) ->
                    follow(before, watched, primary, epoch, actions);
            case Verdict.Superseded(HostPort newer, long epoch) ->
                    withdraw(config, before, watched, newer + " (epoch " + epoch + ")", actions);
            case Verdict.Open _ ->
                    switch (before) {
                        case Following _ -> with(before, watched);
                        case Seeking _ ->
                                new Seeking(
                                        watched,
                                        before.last(),
                                        SeekingReason.of(config, watched.nodes(), nowNanos));
                    };
        };
    }

    private static SentinelState follow(
            SentinelState before,
            Watched watched,
            HostPort primary,
            long epoch,
            List<SentinelAction> actions) {
        if (epoch < watched.epochFloor()) {
            actions.add(
                    new SentinelAction.Tell(
                            new SentinelNotice.EpochsStartedOver(watched.epochFloor(), epoch)));
        }
        if (!before.inUse().equals(Optional.of(primary))) {
            actions.add(
                    new SentinelAction.Tell(
                            new SentinelNotice.Moved(
                                    before.last().filter(last -> !last.equals(primary)),
                                    primary,
                                    epoch)));
        }
        Watched accepted =
                new Watched(watched.nodes(), epoch, watched.eagerUntilNanos(), watched.reach());
        return new Following(accepted, primary, Polls.downAfter(watched.nodes(), primary));
    }

    private static SentinelState withdraw(
            SentinelConfig config,
            SentinelState before,
            Watched watched,
            String newer,
            List<SentinelAction> actions) {
        String reason =
                "a Sentinel of "
                        + config.nodeNames()
                        + " names "
                        + newer
                        + " as the new primary for "
                        + config.master()
                        + ", the majority does not yet";
        before.inUse()
                .ifPresent(from ->
                        actions.add(
                                new SentinelAction.Tell(
                                        new SentinelNotice.Withdrawn(from, reason))));
        return new Seeking(watched, before.last(), reason);
    }

    private static SentinelState with(SentinelState state, Watched watched) {
        return switch (state) {
            case Seeking seeking -> new Seeking(watched, seeking.last(), seeking.reason());
            case Following following ->
                    new Following(watched, following.primary(), following.downAfter());
        };
    }

    private static Watched eager(Watched watched, long nowNanos) {
        return new Watched(
                watched.nodes(),
                watched.epochFloor(),
                nowNanos + SentinelConfig.EAGER_FOR_NANOS,
                watched.reach());
    }

    private static NodeState at(Watched watched, int node) {
        return watched.nodes().get(node);
    }

    static Watched replace(Watched watched, int node, NodeState next) {
        List<NodeState> nodes = new ArrayList<>(watched.nodes());
        nodes.set(node, next);
        return new Watched(nodes, watched.epochFloor(), watched.eagerUntilNanos(), watched.reach());
    }
}
