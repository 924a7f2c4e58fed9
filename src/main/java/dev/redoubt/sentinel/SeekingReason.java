package dev.redoubt.sentinel;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why there is no primary, in words that tell an operator where to look. Pure.
final class SeekingReason {
    private SeekingReason() {}

    static String of(SentinelConfig config, List<NodeState> nodes, long nowNanos) {
        long reachable = nodes.stream().filter(NodeState::isConnected).count();
        return "Sentinels "
                + config.nodeNames()
                + ": "
                + reachable
                + " of "
                + nodes.size()
                + " reachable, "
                + verdict(config, nodes, nowNanos);
    }

    private static String verdict(SentinelConfig config, List<NodeState> nodes, long nowNanos) {
        String named =
                nodes.stream()
                        .flatMap(node -> node.current(nowNanos).stream())
                        .filter(SentinelAnswer.Names.class::isInstance)
                        .map(SentinelAnswer.Names.class::cast)
                        .map(names -> names.address().toString())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        String none = "no majority names a primary for " + config.master();
        if (!named.isEmpty()) {
            return none + " (named: " + named + ")";
        }
        return firstTrouble(nodes).map(words -> none + " (" + words + ")").orElse(none);
    }

    private static Optional<String> firstTrouble(List<NodeState> nodes) {
        return nodes.stream()
                .flatMap(node -> node.trouble().stream())
                .map(NodeState.Trouble::words)
                .findFirst();
    }
}
