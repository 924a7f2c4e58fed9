package dev.redoubt.pool;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.CommitTallies;
import dev.redoubt.backend.Pledges;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.net.Listener;
import dev.redoubt.session.SessionContext;
import dev.redoubt.session.SessionTallies;
import dev.redoubt.snapshot.DurabilityFigures;
import dev.redoubt.snapshot.MoveFigures;
import dev.redoubt.snapshot.NeedTallies;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.Reason;
import dev.redoubt.snapshot.ReasonTallies;
import dev.redoubt.snapshot.Tally;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Adds up what the loops of a pool count.
final class Counts {
    private Counts() {}

    static long clients(SessionContext context) {
        SessionTallies tallies = context.tallies();
        return tallies.connected().value() - tallies.disconnected().value();
    }

    static PoolSnapshot snapshot(
            String name,
            List<ListenAddress> listen,
            Optional<HostPort> primary,
            String reason,
            List<SessionContext> contexts,
            List<Backend> backends,
            List<Listener> listeners,
            PrimaryWatch watch,
            Optional<Instant> writesUntil,
            MoveFigures figures,
            Optional<DurabilityFigures> durability) {
        return new PoolSnapshot(
                name,
                listen,
                primary,
                reason,
                contexts.stream().mapToLong(Counts::clients).sum(),
                sum(contexts, SessionTallies::connected),
                sum(contexts, SessionTallies::commands),
                sum(contexts, SessionTallies::heldSessions),
                sum(contexts, SessionTallies::unanswered),
                NeedTallies.sum(contexts.stream().map(each -> each.tallies().needs()).toList()),
                ReasonTallies.sum(contexts.stream().map(each -> each.tallies().reasons()).toList()),
                listeners.stream().mapToLong(Listener::acceptFailures).sum(),
                backends.stream().mapToLong(Backend::sharedLinkCount).sum(),
                backends.stream().mapToLong(Backend::privateLinkCount).sum(),
                watch.failures(),
                watch.moves(),
                figures,
                watch.pauses().figures(writesUntil),
                durability);
    }

    /// @param promised to anybody
    /// @param commits of each loop
    static Optional<DurabilityFigures> durability(
            Pledges promised, OptionalInt inStep, List<CommitTallies> commits) {
        if (promised.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new DurabilityFigures(
                        promised.mostWanted(),
                        inStep,
                        total(commits, CommitTallies::batches),
                        total(commits, CommitTallies::writes),
                        total(commits, CommitTallies::uncommitted)));
    }

    private static long total(List<CommitTallies> commits, Function<CommitTallies, Tally> tally) {
        return commits.stream().mapToLong(each -> tally.apply(each).value()).sum();
    }

    /// What a move may cost commands, so far.
    static MoveStory.Totals totals(List<SessionContext> contexts) {
        Map<Reason, Long> reasons =
                ReasonTallies.sum(contexts.stream().map(each -> each.tallies().reasons()).toList());
        return new MoveStory.Totals(
                sum(contexts, SessionTallies::retried),
                reasons.getOrDefault(Reason.HOLD, 0L)
                        + reasons.getOrDefault(Reason.HOLD_MEMORY, 0L),
                sum(contexts, SessionTallies::unanswered));
    }

    private static long sum(List<SessionContext> contexts, Function<SessionTallies, Tally> tally) {
        return contexts.stream().mapToLong(each -> tally.apply(each.tallies()).value()).sum();
    }
}
