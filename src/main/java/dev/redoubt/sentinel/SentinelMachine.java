package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
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
/// Losing the Sentinels alone never takes a primary away, but its lease runs out ([LeaseMachine]).
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
        List<NodeState> nodes =
                Collections.nCopies(config.nodes().size(), NodeState.fresh(nowNanos));
        Watched watched =
                new Watched(
                        nodes,
                        0,
                        nowNanos,
                        Reach.UNTRIED,
                        nowNanos,
                        Findings.NONE,
                        LeaseRules.of(config, nodes));
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
        Noticed noticed = Noticed.of(config, state, event, nowNanos, actions);
        Watched found =
                event instanceof SentinelEvent.Answered(int index, _)
                        ? Findings.told(
                                config,
                                state.watched().nodes().get(index),
                                index,
                                noticed.watched(),
                                actions)
                        : noticed.watched();
        SentinelState concluded = conclude(config, state, found, nowNanos, actions);
        SentinelState leased =
                leased(config, state, concluded, noticed.objection(), nowNanos, actions);
        if (!leased.view().equals(state.view())) {
            actions.add(new SentinelAction.Publish(leased.view()));
        }
        return new Step(with(leased, Polls.due(leased, nowNanos, actions)), actions);
    }

    private static SentinelState leased(
            SentinelConfig config,
            SentinelState before,
            SentinelState concluded,
            Optional<Objection> objection,
            long nowNanos,
            List<SentinelAction> actions) {
        if (!(concluded instanceof Following following)) {
            return concluded;
        }
        HostPort primary = following.primary();
        // A word against the primary before is none against its successor.
        Optional<Objection> heeded =
                objection.filter(_ -> before.inUse().equals(Optional.of(primary)));
        boolean fresh = heeded.isPresent() && !LeaseMachine.isContradicted(following.lease());
        Watched watched =
                fresh ? following.watched().voidedBefore(nowNanos, primary) : following.watched();
        LeaseState ended =
                heeded.map(one -> LeaseMachine.ended(following.lease(), one, nowNanos))
                        .orElse(following.lease());
        LeaseState next = LeaseMachine.step(config, ended, watched, primary, nowNanos);
        LeaseNotices.tell(primary, following.lease(), next, actions);
        return new Following(watched, primary, following.downAfter(), next);
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
                        current(watched.nodes(), nowNanos),
                        watched.epochFloor(),
                        before.inUse());
        return switch (verdict) {
            case Verdict.Agreed(HostPort primary, long epoch) -> {
                tellAgreed(before, watched, primary, epoch, actions);
                yield follow(before, watched.accepting(epoch), primary, nowNanos);
            }
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

    private static List<SentinelAnswer.Names> current(List<NodeState> nodes, long nowNanos) {
        List<SentinelAnswer.Names> current = new ArrayList<>();
        for (NodeState node : nodes) {
            if (node.answerLifeNanos(nowNanos) > 0
                    && node.heard().isPresent()
                    && node.heard().get().answer() instanceof SentinelAnswer.Names names) {
                current.add(names);
            }
        }
        return current;
    }

    private static void tellAgreed(
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
    }

    private static SentinelState follow(
            SentinelState before, Watched watched, HostPort primary, long nowNanos) {
        LeaseState lease =
                before instanceof Following following && following.primary().equals(primary)
                        ? following.lease()
                        : LeaseMachine.initial(primary, nowNanos);
        return new Following(watched, primary, Polls.downAfter(watched.nodes(), primary), lease);
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
                    new Following(
                            watched, following.primary(), following.downAfter(), following.lease());
        };
    }
}
