package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.PeerPhase;
import dev.redoubt.sentinel.SentinelState.Following;
import dev.redoubt.sentinel.SentinelState.Seeking;
import dev.redoubt.sentinel.SentinelState.Watched;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which nodes are asked or connected to now, and when to look again. Pure.
final class Polls {
    private Polls() {}

    /// Adds what is due to `actions`, and the time to wake; returns the nodes after it.
    static Watched due(SentinelState state, long nowNanos, List<SentinelAction> actions) {
        Watched watched = state.watched();
        long interval = intervalNanos(state, nowNanos);
        List<NodeState> nodes = new ArrayList<>();
        long wakeIn = leaseEndsIn(state, nowNanos);
        for (int i = 0; i < watched.nodes().size(); i++) {
            NodeState node = hurried(watched.nodes().get(i), interval);
            NodeState after =
                    node.phase().isDue(nowNanos) ? act(node, i, nowNanos, interval, actions) : node;
            nodes.add(after);
            wakeIn = Math.min(wakeIn, after.phase().dueInNanos(nowNanos));
            long life = after.answerLifeNanos(nowNanos);
            wakeIn = life > 0 ? Math.min(wakeIn, life) : wakeIn;
        }
        if (wakeIn != Long.MAX_VALUE) {
            actions.add(new SentinelAction.WakeIn(wakeIn));
        }
        return watched.with(nodes);
    }

    /// Every connected node is due now, or as soon as its present answer is read.
    static Watched atOnce(Watched watched, long nowNanos) {
        return watched.with(
                watched.nodes().stream()
                        .map(node ->
                                node.phase() instanceof PeerPhase.Asking asking
                                        ? node.with(asking.noLaterThan(nowNanos))
                                        : node)
                        .toList());
    }

    static NodeState answered(NodeState node) {
        return node.phase() instanceof PeerPhase.Asking asking
                ? node.with(asking.answered())
                : node;
    }

    /// The longest down-after of those who name `primary`; the others' is about another server.
    static Optional<Duration> downAfter(List<NodeState> nodes, HostPort primary) {
        Optional<Duration> longest = Optional.empty();
        for (NodeState node : nodes) {
            if (node.heard().isPresent()
                    && node.heard().get().answer() instanceof SentinelAnswer.Names names
                    && names.address().equals(primary)
                    && names.details().isPresent()) {
                Duration downAfter = names.details().get().downAfter();
                if (longest.isEmpty() || downAfter.compareTo(longest.get()) > 0) {
                    longest = Optional.of(downAfter);
                }
            }
        }
        return longest;
    }

    private static NodeState act(
            NodeState node, int index, long nowNanos, long interval, List<SentinelAction> actions) {
        return switch (node.phase()) {
            case PeerPhase.Waiting waiting -> {
                actions.add(new SentinelAction.Connect(index));
                yield node.with(new PeerPhase.Connecting(waiting.failures()))
                        .with(node.standing().tried(nowNanos));
            }
            case PeerPhase.Connecting _ -> node;
            case PeerPhase.Asking asking -> {
                actions.add(new SentinelAction.Ask(index));
                yield node.with(asking.asked(nowNanos, interval));
            }
        };
    }

    /// A node asked at the calm interval is asked sooner once polls are eager.
    private static NodeState hurried(NodeState node, long interval) {
        return node.phase() instanceof PeerPhase.Asking asking
                ? node.with(asking.noLaterThan(asking.askedNanos() + interval))
                : node;
    }

    private static long intervalNanos(SentinelState state, long nowNanos) {
        boolean hinted = nowNanos - state.watched().eagerUntilNanos() < 0;
        return switch (state) {
            case Seeking _ -> SentinelConfig.EAGER_INTERVAL_NANOS;
            case Following _ when hinted -> SentinelConfig.EAGER_INTERVAL_NANOS;
            case Following following -> intervalNanos(following, nowNanos);
        };
    }

    /// A lease is renewed often while it is long, and as soon as possible once a quarter is left.
    private static long intervalNanos(Following following, long nowNanos) {
        return switch (following.lease()) {
            case LeaseState.Off _, LeaseState.TooShort _ -> SentinelConfig.CALM_INTERVAL_NANOS;
            case LeaseState.Waiting _, LeaseState.Continued _ ->
                    SentinelConfig.EAGER_INTERVAL_NANOS;
            case LeaseState.Running running -> {
                Duration downAfter = following.downAfter().orElse(LeaseRules.LEAST_DOWN_AFTER);
                yield running.untilNanos() - nowNanos < downAfter.toNanos() / 4
                        ? SentinelConfig.EAGER_INTERVAL_NANOS
                        : LeaseRules.pollNanos(downAfter);
            }
        };
    }

    private static long leaseEndsIn(SentinelState state, long nowNanos) {
        if (!(state instanceof Following following)) {
            return Long.MAX_VALUE;
        }
        return switch (following.lease()) {
            case LeaseState.Off _, LeaseState.TooShort _, LeaseState.Waiting _ -> Long.MAX_VALUE;
            case LeaseState.Running running -> {
                long leftNanos = Math.max(0, running.untilNanos() - nowNanos);
                yield leftNanos > LeaseMachine.AHEAD_NANOS
                        ? leftNanos - LeaseMachine.AHEAD_NANOS
                        : leftNanos;
            }
            case LeaseState.Continued going -> Math.max(0, going.untilNanos() - nowNanos) / 2;
        };
    }
}
