package dev.redoubt.failover;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a planned move will do, or why it may not begin. Pure.
///
/// @param from the primary, as reachable from here
/// @param to the replica that becomes primary
/// @param first what makes Sentinel choose that one; empty if it would anyway, and without Sentinel
/// @param freeze for how long writes are refused at the old primary, at most
/// @param obstacles why it may not begin; empty if it may
public record MovePlan(
        HostPort from,
        Optional<Standby> to,
        List<Preference> first,
        Duration freeze,
        List<String> obstacles) {
    /// A replica that lacks no more catches up while writes are held.
    static final long MOST_LAG_BYTES = 1024 * 1024;

    private static final long FAVOURITE = 1;
    private static final long ORDINARY = 100;

    /// While writes are frozen, a Sentinel's own messages wait as well (CLIENT PAUSE).
    private static final Duration LONGEST_FREEZE = Duration.ofSeconds(5);

    /// Below, no lease fences the old primary while Sentinels are at work.
    private static final Duration SHORTEST_FREEZE = Duration.ofSeconds(1);

    /// Keeps unchangeable copies.
    public MovePlan {
        first = List.copyOf(first);
        obstacles = List.copyOf(obstacles);
    }

    /// A replica-priority to set for the time of the move.
    public record Preference(HostPort server, long was, long becomes) {}

    /// Who elects.
    public sealed interface Electors {
        /// The Sentinels, which choose by replica-priority.
        ///
        /// @param downAfter the shortest that any of them uses
        record Sentinels(Duration downAfter) implements Electors {}

        /// The primary itself, by FAILOVER.
        record Primary() implements Electors {}
    }

    /// Chooses the target and looks for what stands in the way.
    ///
    /// @param known what stands in the way already
    /// @param wanted whom the operator names; empty for the best
    /// @param room for how long writes may be refused, so that nobody's command waits for too long
    public static MovePlan of(
            HostPort primary,
            long primaryOffset,
            List<Standby> standbys,
            Optional<HostPort> wanted,
            Duration room,
            Electors electors,
            List<String> known) {
        List<String> obstacles = new ArrayList<>(known);
        Optional<Standby> target =
                wanted.isPresent()
                        ? named(primary, standbys, wanted.get(), obstacles)
                        : best(primaryOffset, standbys, obstacles);
        target.map(to -> to.obstacle(primaryOffset))
                .filter(words -> !words.isEmpty())
                .ifPresent(words -> obstacles.add(target.get().server() + ": " + words));
        Duration freeze = freeze(room, electors, obstacles);
        List<Preference> first =
                target.isPresent() && electors instanceof Electors.Sentinels
                        ? preferences(target.get(), standbys)
                        : List.of();
        return new MovePlan(primary, target, first, freeze, obstacles);
    }

    /// The same with more that stands in the way.
    public MovePlan with(List<String> more) {
        List<String> all = new ArrayList<>(obstacles);
        all.addAll(more);
        return new MovePlan(from, to, first, freeze, all);
    }

    private static Optional<Standby> named(
            HostPort primary, List<Standby> standbys, HostPort wanted, List<String> obstacles) {
        Optional<Standby> found =
                standbys.stream().filter(each -> each.isCalled(wanted)).findFirst();
        if (found.isEmpty()) {
            obstacles.add(
                    wanted.canonical().equals(primary.canonical())
                            ? wanted + ": is the primary already"
                            : "--to: "
                                    + wanted
                                    + " (expected: a replica of "
                                    + primary
                                    + ": "
                                    + names(standbys)
                                    + ")");
        }
        return found;
    }

    private static String names(List<Standby> standbys) {
        return standbys.isEmpty()
                ? "it has none"
                : String.join(
                        ", ", standbys.stream().map(each -> each.server().toString()).toList());
    }

    /// As Sentinel would choose, but only among those that nothing keeps from it.
    private static Optional<Standby> best(
            long primaryOffset, List<Standby> standbys, List<String> obstacles) {
        Optional<Standby> found =
                standbys.stream()
                        .filter(each -> each.obstacle(primaryOffset).isEmpty())
                        .min(
                                Comparator.comparingLong(Standby::priority)
                                        .thenComparing(
                                                Comparator.comparingLong(Standby::offset)
                                                        .reversed())
                                        .thenComparing(each -> each.server().toString()));
        if (found.isEmpty()) {
            if (standbys.isEmpty()) {
                obstacles.add("there is no replica");
            }
            standbys.forEach(
                    each -> obstacles.add(each.server() + ": " + each.obstacle(primaryOffset)));
        }
        return found;
    }

    /// Not too long for the Sentinels, nor for those who wait.
    private static Duration freeze(Duration room, Electors electors, List<String> obstacles) {
        if (room.compareTo(SHORTEST_FREEZE) < 0) {
            obstacles.add(
                    "failover.hold: too short, since commands wait while the primary is moved"
                            + " (expected: at least 3s)");
        }
        Duration most = room.compareTo(LONGEST_FREEZE) < 0 ? room : LONGEST_FREEZE;
        if (!(electors instanceof Electors.Sentinels(Duration downAfter))) {
            return most;
        }
        Duration half = downAfter.dividedBy(2);
        if (half.compareTo(SHORTEST_FREEZE) < 0) {
            obstacles.add(
                    "down-after-milliseconds: "
                            + downAfter.toMillis()
                            + " (expected: at least "
                            + 2 * SHORTEST_FREEZE.toMillis()
                            + ", since the Sentinels' messages wait while writes are frozen)");
        }
        return half.compareTo(most) < 0 ? half : most;
    }

    /// Of equal priorities Sentinel takes the larger offset, then the smaller run id: only a
    /// priority of its own makes it certain. Those with 0 are left: they are never chosen. Of one
    /// that does not tell, or that is not known yet, the worst is assumed.
    private static List<Preference> preferences(Standby target, List<Standby> standbys) {
        long others =
                standbys.stream()
                        .filter(each -> !each.equals(target) && each.priority() > 0)
                        .mapToLong(Standby::priority)
                        .min()
                        .orElse(Long.MAX_VALUE);
        boolean known =
                standbys.size() > 1 && standbys.stream().allMatch(each -> each.trouble().isEmpty());
        if (known && target.priority() < others) {
            return List.of();
        }
        List<Preference> first = new ArrayList<>();
        if (target.priority() != FAVOURITE) {
            first.add(new Preference(target.server(), target.priority(), FAVOURITE));
        }
        for (Standby each : standbys) {
            if (!each.equals(target) && each.priority() == FAVOURITE) {
                first.add(new Preference(each.server(), each.priority(), ORDINARY));
            }
        }
        return first;
    }
}
