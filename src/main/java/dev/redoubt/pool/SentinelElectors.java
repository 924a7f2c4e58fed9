package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.MovePlan;
import dev.redoubt.failover.Standby;
import dev.redoubt.resp.RespValue;
import dev.redoubt.topology.Addresses;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The Sentinels elect: one of them is told to (SENTINEL FAILOVER,
/// <https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/>), and chooses by
/// replica-priority, of which it hears every ten seconds. It demotes the old primary much later, so
/// that is done here.
final class SentinelElectors implements Electors {
    /// A Sentinel asks each replica for INFO every 10 s.
    private static final Duration HEARSAY = Duration.ofSeconds(15);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /// How long one Sentinel may take before another one is told as well.
    private static final long ELECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    /// How long one that was told may still be at it.
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final SourceConfig.Sentinel source;
    private final Addresses addresses;
    private final Dialogues dialogues;
    private final Servers servers;
    private List<HostPort> willing = List.of();

    SentinelElectors(SourceConfig.Sentinel source, Addresses addresses, Dialogues dialogues) {
        this.source = source;
        this.addresses = addresses;
        this.dialogues = dialogues;
        servers = new Servers(dialogues);
    }

    private Dialogue node(HostPort node) {
        return dialogues.sentinel(node, source);
    }

    private int majority() {
        return source.nodes().size() / 2 + 1;
    }

    @Override
    public MovePlan plan(HostPort primary, Optional<HostPort> wanted, MoveSteps steps)
            throws MoveFailed {
        List<String> obstacles = new ArrayList<>();
        InfoText replication =
                servers.primary(
                        primary,
                        List.of(
                                List.of("CLIENT", "PAUSE", "1", "WRITE"),
                                List.of("REPLICAOF", "127.0.0.1", "1"),
                                List.of("CLIENT", "KILL", "TYPE", "normal")),
                        obstacles);
        List<HostPort> agreeing = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Duration downAfter = Duration.ofDays(1);
        for (HostPort node : source.nodes()) {
            try {
                Map<String, String> told =
                        node(node).ask("SENTINEL", "MASTER", source.master()).fields();
                String doubt = doubt(told, primary);
                if (doubt.isEmpty()) {
                    agreeing.add(node);
                    downAfter = shorter(downAfter, told);
                } else {
                    others.add(node + ": " + doubt);
                }
            } catch (MoveFailed e) {
                others.add(e.words());
            }
        }
        if (agreeing.size() < majority()) {
            others.forEach(words -> obstacles.add("sentinel " + words));
            obstacles.add(
                    "sentinels that agree on %s: %d of %d (expected: at least %d)"
                            .formatted(
                                    primary, agreeing.size(), source.nodes().size(), majority()));
        } else {
            others.forEach(words -> steps.tell("one of the Sentinels does not: " + words));
        }
        List<Standby> standbys = agreeing.isEmpty() ? List.of() : standbys(agreeing.getFirst());
        return MovePlan.of(
                primary,
                replication.number("master_repl_offset").orElse(0),
                standbys,
                wanted,
                new MovePlan.Electors.Sentinels(downAfter),
                obstacles);
    }

    /// Why this Sentinel does not confirm the primary; empty if it does.
    private String doubt(Map<String, String> told, HostPort primary) {
        Optional<HostPort> named = address(told).map(addresses::reachable);
        if (!named.equals(Optional.of(primary))) {
            return "names " + named.map(HostPort::toString).orElse("nobody");
        }
        String flags = told.getOrDefault("flags", "");
        return flags.equals("master") ? "" : "says " + flags;
    }

    private static Duration shorter(Duration than, Map<String, String> told) {
        OptionalLong millis =
                InfoText.of("d:" + told.getOrDefault("down-after-milliseconds", "")).number("d");
        return millis.isPresent() && millis.getAsLong() < than.toMillis()
                ? Duration.ofMillis(millis.getAsLong())
                : than;
    }

    private static Optional<HostPort> address(Map<String, String> told) {
        OptionalLong port = InfoText.of("port:" + told.getOrDefault("port", "")).number("port");
        String host = told.getOrDefault("ip", "");
        return host.isEmpty() || port.isEmpty()
                ? Optional.empty()
                : Optional.of(new HostPort(host, (int) port.getAsLong()));
    }

    private List<Map<String, String>> replicas(HostPort node) throws MoveFailed {
        return node(node).ask("SENTINEL", "REPLICAS", source.master()).elements().stream()
                .map(RespValue::fields)
                .toList();
    }

    private List<Standby> standbys(HostPort node) throws MoveFailed {
        List<Standby> standbys = new ArrayList<>();
        for (Map<String, String> told : replicas(node)) {
            Optional<HostPort> announced = address(told);
            if (announced.isPresent()) {
                HostPort server = addresses.reachable(announced.get());
                String flags = told.getOrDefault("flags", "");
                standbys.add(
                        flags.contains("down") || flags.contains("disconnected")
                                ? Standby.silent(announced.get(), server, "Sentinel says " + flags)
                                : servers.standby(announced.get(), server));
            }
        }
        return standbys;
    }

    @Override
    public void prepare(MovePlan plan, MoveSteps steps) throws MoveFailed {
        for (MovePlan.Preference each : plan.first()) {
            steps.canUndo(
                    "replica-priority of " + each.server(),
                    () -> servers.prefer(each.server(), each.was()));
            servers.prefer(each.server(), each.becomes());
            steps.tell("set " + PlannedMove.words(each));
        }
        Standby target = plan.to().orElseThrow();
        PlannedMove.await(
                System.nanoTime() + HEARSAY.toNanos(),
                LOOK_NANOS,
                () -> isFoundWilling(target),
                "no Sentinel would choose "
                        + target.server()
                        + " within "
                        + HEARSAY.toSeconds()
                        + " s");
        steps.tell("a Sentinel would choose " + target.server());
    }

    private boolean isFoundWilling(Standby target) {
        willing = source.nodes().stream().filter(node -> wouldChoose(node, target)).toList();
        return !willing.isEmpty();
    }

    /// Whether its replica-priority is less than any other's, as this Sentinel has heard.
    private boolean wouldChoose(HostPort node, Standby target) {
        try {
            long own = Long.MAX_VALUE;
            long others = Long.MAX_VALUE;
            for (Map<String, String> told : replicas(node)) {
                long priority =
                        InfoText.of("p:" + told.getOrDefault("slave-priority", ""))
                                .number("p")
                                .orElse(0);
                if (address(told).equals(Optional.of(target.announced()))) {
                    own = priority;
                } else if (priority > 0) {
                    others = Math.min(others, priority);
                }
            }
            return own > 0 && own < others;
        } catch (MoveFailed _) {
            return false;
        }
    }

    @Override
    public void promote(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed {
        HostPort from = plan.from();
        Standby to = plan.to().orElseThrow();
        servers.freeze(from, to.server(), plan.freeze().toMillis(), deadlineNanos, steps);
        elect(plan, deadlineNanos, steps);
        servers.demote(from, to, steps);
        PlannedMove.await(
                deadlineNanos,
                () -> servers.isRole(from, "slave"),
                from + " has not become a replica in time");
    }

    /// A Sentinel that dies with its task unfinished has told nobody: another one is told. Once one
    /// has been told, there is no way back that is ours while it may go on.
    private void elect(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed {
        Standby to = plan.to().orElseThrow();
        boolean told = false;
        String last = "no Sentinel has time to promote " + to.server();
        for (HostPort node : willing) {
            long now = System.nanoTime();
            if (deadlineNanos - now < ELECTION_NANOS / 2) {
                break;
            }
            try {
                node(node).ask("SENTINEL", "FAILOVER", source.master());
                told = true;
                steps.tell("sentinel " + node + " promotes " + to.server());
                PlannedMove.await(
                        Math.min(ELECTION_NANOS, deadlineNanos - now) + now,
                        () -> servers.isRole(to.server(), "master"),
                        "sentinel " + node + " has not promoted " + to.server() + " in time");
                steps.tell(to.server() + " is primary");
                return;
            } catch (MoveFailed e) {
                last = e.words();
                steps.tell(last);
            }
        }
        if (!told || !isPromotedLate(plan, steps)) {
            throw new MoveFailed(last);
        }
    }

    /// Keeps the old primary from taking writes until the target is primary, or until no Sentinel
    /// is at it any more.
    private boolean isPromotedLate(MovePlan plan, MoveSteps steps) throws MoveFailed {
        HostPort to = plan.to().orElseThrow().server();
        long deadline = System.nanoTime() + LATE_NANOS;
        while (System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted()) {
            dialogues
                    .server(plan.from())
                    .ask("CLIENT", "PAUSE", Long.toString(plan.freeze().toMillis()), "WRITE");
            if (servers.isRole(to, "master")) {
                steps.tell(to + " is primary, late");
                return true;
            }
            if (source.nodes().stream().noneMatch(this::isAtIt)) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    private boolean isAtIt(HostPort node) {
        try {
            return node(node)
                    .ask("SENTINEL", "MASTER", source.master())
                    .fields()
                    .getOrDefault("flags", "")
                    .contains("failover_in_progress");
        } catch (MoveFailed _) {
            return false;
        }
    }

    @Override
    public void settle(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed {
        Standby to = plan.to().orElseThrow();
        try {
            PlannedMove.await(
                    deadlineNanos,
                    LOOK_NANOS,
                    () -> isMajority(to),
                    "no majority of the Sentinels names " + to.server());
            steps.tell("a majority of the Sentinels names " + to.server());
            servers.awaitSync(plan.from(), deadlineNanos);
            steps.tell(plan.from() + " is in sync with it");
        } finally {
            restore(plan, steps);
        }
    }

    private boolean isMajority(Standby to) {
        return source.nodes().stream().filter(node -> names(node, to.announced())).count()
                >= majority();
    }

    /// Each by itself: what cannot be set back is named.
    private void restore(MovePlan plan, MoveSteps steps) {
        boolean interrupted = Thread.interrupted();
        for (MovePlan.Preference each : plan.first()) {
            try {
                servers.prefer(each.server(), each.was());
                steps.tell("replica-priority of " + each.server() + " is " + each.was() + " again");
            } catch (MoveFailed e) {
                steps.tell(
                        "replica-priority of %s may still be %d (it was %d): %s"
                                .formatted(each.server(), each.becomes(), each.was(), e.words()));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean names(HostPort node, HostPort announced) {
        try {
            List<RespValue> told =
                    node(node)
                            .ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", source.master())
                            .elements();
            return told.size() == 2
                    && told.get(0).text().equals(Optional.of(announced.host()))
                    && told.get(1).text().equals(Optional.of(Integer.toString(announced.port())));
        } catch (MoveFailed _) {
            return false;
        }
    }
}
