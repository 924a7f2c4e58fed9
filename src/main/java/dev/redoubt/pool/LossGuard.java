package dev.redoubt.pool;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.Acknowledged;
import dev.redoubt.failover.History;
import dev.redoubt.failover.HistoryVerdict;
import dev.redoubt.failover.InfoText;
import dev.redoubt.operate.Answer;
import dev.redoubt.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Lets a pool that promises durability use a primary only if it has what replicas had
/// acknowledged, or an operator says so. Control loop only.
///
/// | stand | what happens | next |
/// |---|---|---|
/// | any | another primary is named, or the first | LOOKING |
/// | OPEN | another process answers at its address than the one that was looked at, or another process of this node knew of a history that goes further | LOOKING |
/// | any | it answers, and lacks nothing | OPEN |
/// | any | it answers, and lacks something | WITHHELD |
/// | LOOKING | it does not tell its history, and nothing was seen before | OPEN: nothing of this can be checked |
/// | LOOKING | an operator accepts the loss | LOOKING; whatever it has is all there is |
/// | WITHHELD | an operator accepts the loss | OPEN; what it has is all there is |
///
/// The first one is looked at before it is used, too: what is acknowledged from then on is in its
/// history, and whoever goes on with another one lacks it.
///
/// Where several nodes serve a pool, one can have written to a primary that another one did not
/// use: it stood still, was cut off, or withheld it. So whoever goes on with the history before
/// such a primary lacks what was written there, and is withheld, too.
///
/// A look can be late, and the end of a link unnoticed: so each link asks which process it goes to,
/// and only the one that was looked at is used ([Pledges#trusts]).
final class LossGuard {
    /// Hears what is decided, each thing once.
    interface Listener {
        /// It lacks something: commands wait.
        void withheld(HostPort server, String lack);

        /// It has everything after all.
        void regained(HostPort server);

        /// An operator goes on with it.
        void accepted(HostPort server, String lack);
    }

    private enum Stand {
        OPEN,
        LOOKING,
        WITHHELD
    }

    private final String pool;
    private final Pledges pledges;
    private final Listener listener;
    private final BooleanSupplier meetsOthers;
    private Usage usage = Usage.NONE;
    private long epoch;
    private Optional<HostPort> primary = Optional.empty();
    private Stand stand = Stand.OPEN;
    private String lack = "";
    private @Nullable History acknowledged;
    private @Nullable History refused;
    private boolean moved;

    /// @param meetsOthers whether another node serves this pool, or did
    LossGuard(String pool, Pledges pledges, Listener listener, BooleanSupplier meetsOthers) {
        this.pool = pool;
        this.pledges = pledges;
        this.listener = listener;
        this.meetsOthers = meetsOthers;
    }

    /// Who is primary now, in the Sentinels' words.
    ///
    /// @param sinceEpoch their config epoch of it, 0 without Sentinel
    void named(Optional<HostPort> next, long sinceEpoch) {
        if (next.isEmpty()) {
            return;
        }
        boolean later = sinceEpoch > epoch;
        epoch = sinceEpoch;
        if (!next.equals(primary)) {
            if (primary.isPresent()) {
                usage = usage.named(primary, stand == Stand.WITHHELD, !later);
                // Back at the one of before, it may have been given another's data meanwhile.
                moved = true;
                later = false;
            }
            primary = next;
            stand = Stand.LOOKING;
            refused = null;
            pledges.trust(acknowledged == null ? "" : acknowledged.runId());
        }
        if (later && usage.isBefore(next, epoch)) {
            isLater();
        }
    }

    /// The one in use has a later epoch: it was promoted once more, and who was primary in between
    /// is not known. But a planned move uses it before the Sentinels have told its epoch.
    private void isLater() {
        if (usage.ahead()) {
            usage = usage.told(epoch);
        } else if (meetsOthers.getAsBoolean()) {
            usage = usage.skipped();
            stand = stand == Stand.OPEN ? Stand.LOOKING : stand;
        }
    }

    /// What is known to be acknowledged; empty where nothing is, or an operator did without.
    Optional<History> acknowledged() {
        return Optional.ofNullable(acknowledged);
    }

    /// Which primary was used last.
    Usage usage() {
        return usage;
    }

    /// What another process of this node knew of both.
    ///
    /// @return whether the primary must not be used from now on
    boolean remember(History others, Usage before) {
        History own = acknowledged;
        History later = own == null ? others : Acknowledged.later(own, others);
        acknowledged = later;
        // The same process has what it has, however far that was told.
        boolean known = own != null && own.runId().equals(later.runId());
        boolean skips = recall(before);
        boolean doubts = (skips || !known) && stand == Stand.OPEN && primary.isPresent();
        if (doubts) {
            stand = Stand.LOOKING;
        }
        return doubts;
    }

    /// @return whether others may have written to a primary in between
    private boolean recall(Usage before) {
        Usage known =
                !before.ahead() && before.isBefore(primary, epoch) ? before.skipped() : before;
        boolean skips = !known.between().isEmpty() && meetsOthers.getAsBoolean();
        if (skips || usage.primary().isEmpty()) {
            usage = known;
            moved |= skips;
        }
        return skips;
    }

    /// Another process answers there than the one that was looked at.
    ///
    /// @return whether it must not be used from now on
    boolean suspect(HostPort server) {
        boolean doubts =
                stand == Stand.OPEN
                        && acknowledged != null
                        && primary.filter(server::equals).isPresent();
        if (doubts) {
            stand = Stand.LOOKING;
        }
        return doubts;
    }

    /// The primary does not tell its history.
    ///
    /// @return whether it may be used from now on
    boolean untold(HostPort server) {
        boolean opens =
                stand == Stand.LOOKING
                        && acknowledged == null
                        && primary.filter(server::equals).isPresent();
        if (opens) {
            stand = Stand.OPEN;
        }
        return opens;
    }

    /// The primary answered.
    ///
    /// @return whether it may be used, and might not before, or the other way round
    boolean looked(HostPort server, History now, InfoText replication) {
        if (primary.filter(server::equals).isEmpty()) {
            return false;
        }
        Optional<History> last = Optional.ofNullable(acknowledged);
        int replicas = pledges.leastAskedLately();
        HistoryVerdict verdict =
                moved || last.filter(each -> each.runId().equals(now.runId())).isEmpty()
                        ? HistoryVerdict.moved(last, now)
                        : HistoryVerdict.stayed(last.get(), now);
        Stand before = stand;
        String missing = verdict.isBreak() ? verdict.words() : skipped(now);
        if (!missing.isEmpty()) {
            stand = Stand.WITHHELD;
            lack = missing;
            Optional<History> known = verdict.isBreak() ? Optional.empty() : last;
            refused = Acknowledged.of(now, replication, replicas, known);
            if (before != Stand.WITHHELD) {
                listener.withheld(server, lack);
            }
            return before != stand;
        }
        acknowledged = Acknowledged.of(now, replication, replicas, last);
        moved = false;
        usage = new Usage(primary, epoch, usage.ahead(), "");
        pledges.trust(now.runId());
        stand = Stand.OPEN;
        if (before == Stand.WITHHELD) {
            listener.regained(server);
        }
        return before != stand;
    }

    /// What other nodes may have written to a primary whose history this one does not continue: it
    /// goes on with the one before.
    private String skipped(History now) {
        History last = acknowledged;
        // Without Sentinel: it was primary all the time.
        boolean stayed = last != null && now.isOf(last) && epoch <= usage.epoch();
        String between = usage.between();
        if (between.isEmpty() || last == null || stayed || !meetsOthers.getAsBoolean()) {
            return "";
        }
        return between + " was primary in between, and what other nodes wrote there may be missing";
    }

    /// The topology as the pool may use it.
    Topology allowed(Topology next) {
        return stand == Stand.OPEN
                ? next
                : next.primary().map(server -> next.withheld(reason(server))).orElse(next);
    }

    private String reason(HostPort server) {
        return stand == Stand.WITHHELD
                ? server
                        + " lacks what replicas had acknowledged: "
                        + lack
                        + " (redoubt accept-loss "
                        + pool
                        + " goes on with it)"
                : server + " has not said yet what it has of what replicas acknowledged";
    }

    /// An operator goes on with what there is.
    Answer accept() {
        boolean nothing = stand == Stand.LOOKING && acknowledged == null;
        if (stand == Stand.OPEN || nothing || primary.isEmpty()) {
            return new Answer.NothingLost(pool);
        }
        HostPort server = primary.get();
        String words =
                stand == Stand.WITHHELD ? lack : "what is missing cannot be said: no answer yet";
        listener.accepted(server, words);
        if (stand == Stand.WITHHELD) {
            acknowledged = refused;
            stand = Stand.OPEN;
        } else {
            // The next answer opens it, whatever it says.
            acknowledged = null;
        }
        moved = false;
        usage = usage.forgotten();
        pledges.trust(acknowledged == null ? "" : acknowledged.runId());
        return new Answer.LossAccepted(pool, server.toString(), words);
    }
}
