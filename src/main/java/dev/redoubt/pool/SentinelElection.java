package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.MovePlan;
import dev.redoubt.failover.Standby;
import dev.redoubt.resp.RespValue;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// One Sentinel after the other is told to promote the target, until it is primary. Who was told
/// cannot be stopped: until it is known what came of it, the old primary takes no writes. Used by
/// the thread that carries out the move.
///
/// | what comes of it | then |
/// |---|---|
/// | the target is primary, also late | the move goes on |
/// | a Sentinel names another one | the old primary becomes that one's replica; the move has failed |
/// | none is at it any more | the move has failed, and is undone |
/// | that does not become known | the move has failed; the old primary takes writes again when its pause is over |
///
/// One that was told and says nothing may be at it later.
final class SentinelElection {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long ROLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /// How long one Sentinel may take before another one is told as well.
    private static final long ELECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    /// How long one that was told may still be at it.
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final SentinelElectors sentinels;
    private final String master;
    private final Freeze freeze;
    private final Servers servers;
    private final Set<HostPort> told = new HashSet<>();

    SentinelElection(SentinelElectors sentinels, String master, Freeze freeze, Servers servers) {
        this.sentinels = sentinels;
        this.master = master;
        this.freeze = freeze;
        this.servers = servers;
    }

    /// Returns when the target is primary.
    ///
    /// @param willing who would choose it, as far as that is known
    void hold(List<HostPort> willing, MovePlan plan, long deadlineNanos, MoveSteps steps)
            throws MoveFailed {
        Standby to = plan.to().orElseThrow();
        String last = "no Sentinel has time to promote " + to.server();
        for (HostPort node : inTurn(willing, to)) {
            long now = System.nanoTime();
            if (deadlineNanos - now < ELECTION_NANOS / 2) {
                break;
            }
            // Told of a target that is gone, the next one would take another.
            boolean isFit =
                    told.isEmpty()
                            || (servers.isRole(to.server(), "slave")
                                    && sentinels.wouldChoose(node, to));
            if (!isFit) {
                continue;
            }
            long patienceNanos = Math.min(ELECTION_NANOS, deadlineNanos - now);
            try {
                freeze.renewWhole(deadlineNanos);
            } catch (MoveFailed e) {
                last = e.words();
                break;
            }
            // Also one that does not answer may do it, later.
            told.add(node);
            freeze.mustLast();
            last = refusal(node, Duration.ofNanos(patienceNanos));
            if (last.isEmpty()) {
                steps.tell("sentinel " + node + " promotes " + to.server());
                if (isPromoted(plan, patienceNanos + now, steps)) {
                    steps.tell(to.server() + " is primary");
                    return;
                }
                last = "sentinel " + node + " has not promoted " + to.server() + " in time";
            }
            steps.tell(last);
        }
        if (told.isEmpty() || !isPromotedLate(plan, steps)) {
            throw new MoveFailed(last);
        }
    }

    /// Of the willing ones those at the target's host first: what cuts that host off does not part
    /// the one that was told from whom it promotes. It would do so when they meet again, and
    /// surprise all.
    private SequencedSet<HostPort> inTurn(List<HostPort> willing, Standby to) {
        String host = to.server().canonical().host();
        Predicate<HostPort> isNear = node -> node.canonical().host().equals(host);
        SequencedSet<HostPort> nodes = new LinkedHashSet<>();
        willing.stream().filter(isNear).forEach(nodes::add);
        nodes.addAll(willing);
        // These may have heard of its priority meanwhile.
        nodes.addAll(sentinels.agreeing());
        return nodes;
    }

    /// Why this one does not begin; empty if it does.
    private String refusal(HostPort node, Duration patience) {
        try {
            RespValue reply =
                    sentinels.node(node).askWithin(patience, "SENTINEL", "FAILOVER", master);
            return reply instanceof RespValue.ErrorReply error
                    ? "sentinel " + node + ": " + error.message()
                    : "";
        } catch (MoveFailed e) {
            return "sentinel " + e.words();
        }
    }

    private boolean isPromoted(MovePlan plan, long untilNanos, MoveSteps steps) throws MoveFailed {
        HostPort to = plan.to().orElseThrow().server();
        long lookedNanos = System.nanoTime();
        boolean over = false;
        while (!over && !Thread.currentThread().isInterrupted()) {
            if (servers.isRole(to, "master")) {
                return true;
            }
            long now = System.nanoTime();
            over = now - untilNanos >= 0;
            if (over || now - lookedNanos >= LOOK_NANOS) {
                lookedNanos = now;
                followAnother(plan, steps);
            }
            LockSupport.parkNanos(ROLE_NANOS);
        }
        return false;
    }

    /// Keeps the old primary from taking writes, also before each look at a Sentinel, which may be
    /// silent for a while, until it is known what came of it.
    private boolean isPromotedLate(MovePlan plan, MoveSteps steps) throws MoveFailed {
        HostPort to = plan.to().orElseThrow().server();
        long deadline = System.nanoTime() + LATE_NANOS;
        while (System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted()) {
            freeze.tryRenew();
            if (servers.isRole(to, "master")) {
                steps.tell(to + " is primary, late");
                return true;
            }
            followAnother(plan, steps);
            if (!isAnyAtIt()) {
                freeze.mayEnd();
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    private boolean isAnyAtIt() {
        for (HostPort node : sentinels.nodes()) {
            freeze.tryRenew();
            if (isAtIt(node)) {
                return true;
            }
        }
        return false;
    }

    /// Should one of the Sentinels name another server than the old primary and the target, that is
    /// the end of the move. The old primary takes no writes meanwhile, and becomes that one's
    /// replica.
    private void followAnother(MovePlan plan, MoveSteps steps) throws MoveFailed {
        HostPort to = plan.to().orElseThrow().server();
        Optional<HostPort> another = Optional.empty();
        for (HostPort node : sentinels.agreeing()) {
            freeze.tryRenew();
            another =
                    another.or(() -> sentinels.named(node))
                            .filter(named -> !sentinels.isReachedAt(named, plan.from()));
        }
        if (another.isEmpty()) {
            return;
        }
        if (sentinels.isReachedAt(another.get(), to) && servers.isRole(to, "master")) {
            return;
        }
        // From here on the old primary must not take writes any more.
        freeze.mustLast();
        String trouble = "";
        try {
            servers.demote(plan.from(), another.get(), steps);
        } catch (MoveFailed e) {
            trouble = "; not done at the old primary: " + e.words();
        }
        throw new MoveFailed(
                "the Sentinels have promoted " + another.get() + " instead" + trouble,
                another.map(sentinels::reachable));
    }

    private boolean isAtIt(HostPort node) {
        Dialogue asked = sentinels.node(node);
        try {
            return sentinels
                    .glance(node, "MASTER")
                    .fields()
                    .getOrDefault("flags", "")
                    .contains("failover_in_progress");
        } catch (MoveFailed _) {
            return told.contains(node) && !asked.isDeserted();
        }
    }
}
