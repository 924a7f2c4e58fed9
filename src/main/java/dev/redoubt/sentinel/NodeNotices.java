package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;
import dev.redoubt.sentinel.SentinelState.Reach;
import dev.redoubt.sentinel.SentinelState.Watched;

import java.util.List;
import java.util.Optional;

/// Turns what happens to nodes into notices, each once per transition. Pure.
final class NodeNotices {
    private NodeNotices() {}

    /// Tells of the trouble unless this kind was told already.
    static NodeState troubled(
            HostPort address, NodeState node, Ending trouble, List<SentinelAction> actions) {
        if (node.trouble().filter(told -> told.kind() == trouble.kind()).isEmpty()) {
            actions.add(
                    new SentinelAction.Tell(
                            new SentinelNotice.NodeTrouble(address, trouble.words())));
        }
        return node.with(new NodeState.Trouble(trouble.kind(), trouble.words()));
    }

    /// Tells of the loss of the last node, once.
    static Watched lost(
            SentinelConfig config,
            Optional<HostPort> inUse,
            Watched watched,
            List<SentinelAction> actions) {
        boolean allFailed =
                watched.nodes().stream()
                        .allMatch(node ->
                                node.trouble().isPresent()
                                        && !(node.phase() instanceof PeerPhase.Asking));
        if (!allFailed || watched.reach() == Reach.LOST) {
            return watched;
        }
        actions.add(
                new SentinelAction.Tell(
                        new SentinelNotice.NoneWithinReach(config.nodeNames(), inUse)));
        return watched.with(Reach.LOST);
    }

    /// Takes over the node's answer: its trouble ends, or another kind of it begins.
    static Watched answered(
            SentinelConfig config,
            Watched watched,
            int index,
            NodeState node,
            List<SentinelAction> actions) {
        HostPort address = config.nodes().get(index);
        Watched within = withinReach(address, watched, actions);
        return within.with(index, judged(config, address, node, actions));
    }

    private static NodeState judged(
            SentinelConfig config, HostPort address, NodeState node, List<SentinelAction> actions) {
        return switch (node.heard().orElseThrow().answer()) {
            case SentinelAnswer.Names _ -> {
                if (node.trouble().isPresent()) {
                    actions.add(new SentinelAction.Tell(new SentinelNotice.NodeBack(address)));
                }
                yield node.untroubled();
            }
            case SentinelAnswer.UnknownMaster _ ->
                    troubled(address, node, unknownMaster(config.master()), actions);
            case SentinelAnswer.Refused(String error) ->
                    troubled(address, node, new Ending(Ending.Kind.REFUSED, error), actions);
        };
    }

    private static Ending unknownMaster(String master) {
        return new Ending(
                Ending.Kind.MALFORMED,
                "no master named " + master + " (expected: a name that SENTINEL MASTERS lists)");
    }

    private static Watched withinReach(
            HostPort address, Watched watched, List<SentinelAction> actions) {
        if (watched.reach() == Reach.LOST) {
            actions.add(new SentinelAction.Tell(new SentinelNotice.WithinReachAgain(address)));
        }
        return watched.with(Reach.WITHIN);
    }
}
