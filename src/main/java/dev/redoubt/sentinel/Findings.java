package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What is odd about how the Sentinels are set up; each is told when it changes. Pure.
///
/// @param strangers known to a Sentinel, not to the file
/// @param silent those of `strangers` that nobody hears: dead entries, most likely
/// @param quorums all that are in use
/// @param twins names of the file that lead where another leads already
record Findings(List<HostPort> strangers, List<HostPort> silent, List<Integer> quorums, int twins) {
    static final Findings NONE = new Findings(List.of(), List.of(), List.of(), 0);

    /// Looks at all answers, tells what is new, and returns the nodes with it and with what the
    /// lease is reckoned with now.
    ///
    /// @param earlier the node that answered, before its answer
    /// @param index of that node
    static SentinelState.Watched told(
            SentinelConfig config,
            NodeState earlier,
            int index,
            SentinelState.Watched watched,
            List<SentinelAction> actions) {
        if (saysTheSame(earlier, watched.nodes().get(index))) {
            return watched;
        }
        Findings before = watched.findings();
        Findings now = of(config, watched.nodes());
        SentinelState.Watched found = watched.with(now, LeaseRules.of(config, watched.nodes()));
        if (now.equals(before)) {
            return found;
        }
        if (!now.strangers.isEmpty()
                && !(now.strangers.equals(before.strangers) && now.silent.equals(before.silent))) {
            actions.add(
                    new SentinelAction.Tell(
                            new SentinelNotice.Strangers(now.strangers, now.silent)));
        }
        if (now.quorums.size() > 1 && !now.quorums.equals(before.quorums)) {
            actions.add(new SentinelAction.Tell(new SentinelNotice.QuorumsDiffer(now.quorums)));
        }
        if (now.twins > before.twins) {
            actions.add(new SentinelAction.Tell(new SentinelNotice.Twins(now.twins)));
        }
        return found;
    }

    /// Most answers tell of the same Sentinels and the same settings as the one before.
    private static boolean saysTheSame(NodeState before, NodeState now) {
        Optional<Circle> circle = now.names().map(SentinelAnswer.Names::circle);
        return circle.equals(before.names().map(SentinelAnswer.Names::circle))
                && settings(now).equals(settings(before));
    }

    private static Optional<Settings> settings(NodeState node) {
        return node.details()
                .map(details ->
                        new Settings(
                                details.quorum(), details.downAfter(), details.otherSentinels()));
    }

    /// What of [MasterDetails] the findings and [LeaseRules] rest on.
    private record Settings(int quorum, Duration downAfter, int otherSentinels) {}

    private static Findings of(SentinelConfig config, List<NodeState> nodes) {
        List<Circle> circles =
                nodes.stream()
                        .flatMap(node -> node.names().stream())
                        .map(SentinelAnswer.Names::circle)
                        .toList();
        List<String> own = circles.stream().flatMap(circle -> circle.own().stream()).toList();
        List<Circle.Member> unknown =
                circles.stream()
                        .flatMap(circle -> circle.others().stream())
                        .filter(member -> !own.contains(member.id()))
                        .filter(member -> !isNamed(config, member.address()))
                        .toList();
        List<HostPort> strangers = addresses(unknown.stream());
        List<HostPort> heard =
                addresses(unknown.stream().filter(one -> one.hearing() == Circle.Hearing.HEARD));
        // A configured Sentinel that never answered may be one of these, under another name.
        int nameless = nodes.size() - own.size();
        boolean sure = strangers.size() > nameless;
        return new Findings(
                sure ? strangers : List.of(),
                sure ? strangers.stream().filter(one -> !heard.contains(one)).toList() : List.of(),
                nodes.stream()
                        .flatMap(node -> node.details().stream())
                        .map(MasterDetails::quorum)
                        .distinct()
                        .sorted()
                        .toList(),
                own.size() - Set.copyOf(own).size());
    }

    private static boolean isNamed(SentinelConfig config, HostPort address) {
        return config.nodes().stream()
                .anyMatch(node -> node.canonical().equals(address.canonical()));
    }

    private static List<HostPort> addresses(Stream<Circle.Member> members) {
        return members.map(Circle.Member::address)
                .distinct()
                .sorted(Comparator.comparing(HostPort::toString))
                .toList();
    }
}
