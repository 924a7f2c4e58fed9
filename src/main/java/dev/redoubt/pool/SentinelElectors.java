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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The Sentinels elect: one of them is told to (SENTINEL FAILOVER,
/// <https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/>), and chooses by
/// replica-priority, of which it hears every ten seconds. It demotes the old primary much later, so
/// that is done here.
final class SentinelElectors implements Electors {
    /// A Sentinel asks each replica for INFO every 10 s.
    private static final Duration HEARSAY = Duration.ofSeconds(15);

    /// So long a Sentinel may keep others waiting who look at it while writes are refused.
    static final Duration GLANCE = Duration.ofMillis(300);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final SourceConfig.Sentinel source;
    private final Addresses addresses;
    private final Dialogues dialogues;
    private final Servers servers;
    private List<HostPort> agreeing = List.of();
    private List<HostPort> willing = List.of();
    private final List<Favourite> favourites = new ArrayList<>();

    SentinelElectors(SourceConfig.Sentinel source, Addresses addresses, Dialogues dialogues) {
        this.source = source;
        this.addresses = addresses;
        this.dialogues = dialogues;
        servers = new Servers(dialogues);
    }

    /// All Sentinels that are known.
    List<HostPort> nodes() {
        return source.nodes();
    }

    /// Those that confirmed the old primary when the move was planned.
    List<HostPort> agreeing() {
        return agreeing;
    }

    /// Whether what Sentinels call so is this server.
    boolean isReachedAt(HostPort announced, HostPort server) {
        return addresses.reachable(announced).canonical().equals(server.canonical());
    }

    /// Where this is reached from here.
    HostPort reachable(HostPort announced) {
        return addresses.reachable(announced);
    }

    Dialogue node(HostPort node) {
        return dialogues.sentinel(node, source);
    }

    private int majority() {
        return source.nodes().size() / 2 + 1;
    }

    @Override
    public MovePlan plan(
            HostPort primary, Optional<HostPort> wanted, Duration room, MoveSteps steps)
            throws MoveFailed {
        List<String> obstacles = new ArrayList<>();
        InfoText replication =
                servers.primary(
                        primary,
                        List.of(
                                List.of("CLIENT", "PAUSE", "1", "WRITE"),
                                List.of("CLIENT", "UNPAUSE"),
                                List.of("REPLICAOF", "127.0.0.1", "1"),
                                List.of("CLIENT", "KILL", "TYPE", "normal"),
                                List.of("ROLE")),
                        steps,
                        obstacles);
        List<HostPort> confirming = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Duration downAfter = Duration.ofDays(1);
        for (HostPort node : source.nodes()) {
            try {
                Map<String, String> told =
                        node(node).ask("SENTINEL", "MASTER", source.master()).fields();
                String doubt = doubt(told, primary);
                Rights rights = Rights.at(node(node), needed());
                if (!doubt.isEmpty()) {
                    others.add(node + ": " + doubt);
                } else if (!rights.denied().isEmpty()) {
                    others.addAll(rights.denied());
                } else {
                    confirming.add(node);
                    downAfter = shorter(downAfter, told);
                    rights.tell(steps, obstacles);
                }
            } catch (MoveFailed e) {
                others.add(e.words());
            }
        }
        agreeing = List.copyOf(confirming);
        if (agreeing.size() < majority()) {
            others.forEach(words -> obstacles.add("sentinel " + words));
            obstacles.add(
                    "sentinels that agree on %s: %d of %d (expected: at least %d)"
                            .formatted(
                                    primary, agreeing.size(), source.nodes().size(), majority()));
        } else {
            others.forEach(
                    words -> steps.tell("one of the Sentinels does not take part: " + words));
        }
        List<Standby> standbys = agreeing.isEmpty() ? List.of() : standbys(agreeing.getFirst());
        MovePlan plan =
                MovePlan.of(
                        primary,
                        replication.number("master_repl_offset").orElse(0),
                        standbys,
                        wanted,
                        room,
                        new MovePlan.Electors.Sentinels(downAfter),
                        obstacles);
        return plan.with(denials(plan, steps));
    }

    /// What a move says to Sentinels, beyond the question after the primary.
    private List<List<String>> needed() {
        return Stream.of("FAILOVER", "REPLICAS", "GET-MASTER-ADDR-BY-NAME")
                .map(each -> List.of("SENTINEL", each, source.master()))
                .toList();
    }

    /// What the pool's user lacks at the replicas that are to be changed, or asked.
    private List<String> denials(MovePlan plan, MoveSteps steps) throws MoveFailed {
        List<String> denials = new ArrayList<>();
        Optional<HostPort> to = plan.to().filter(Standby::isAnswering).map(Standby::server);
        if (to.isEmpty()) {
            return denials;
        }
        SequencedMap<HostPort, List<List<String>>> needed = new LinkedHashMap<>();
        needed.computeIfAbsent(to.get(), _ -> new ArrayList<>()).add(List.of("ROLE"));
        for (MovePlan.Preference each : plan.first()) {
            needed.computeIfAbsent(each.server(), _ -> new ArrayList<>())
                    .add(List.of("CONFIG", "SET", PriorityChange.SETTING, "" + each.becomes()));
        }
        for (Map.Entry<HostPort, List<List<String>>> each : needed.entrySet()) {
            servers.allow(each.getKey(), each.getValue(), steps, denials);
        }
        return denials;
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
                        isOut(flags)
                                ? Standby.silent(announced.get(), server, "Sentinel says " + flags)
                                : servers.standby(announced.get(), server));
            }
        }
        return standbys;
    }

    /// No Sentinel promotes such a one, whatever its priority.
    private static boolean isOut(String flags) {
        return flags.contains("down") || flags.contains("disconnected");
    }

    @Override
    public void prepare(MovePlan plan, MoveSteps steps) throws MoveFailed {
        Standby target = plan.to().orElseThrow();
        List<MovePlan.Preference> first = new ArrayList<>(plan.first());
        if (first.stream().noneMatch(each -> each.server().equals(target.server()))) {
            Favourite.leftAt(dialogues, target.server(), target.priority()).ifPresent(first::add);
        }
        for (MovePlan.Preference each : first) {
            Favourite favourite = new Favourite(dialogues, each);
            steps.canUndo("replica-priority of " + each.server(), favourite::undo);
            favourites.add(favourite);
            favourite.set(steps);
            steps.tell("set " + PlannedMove.words(each));
        }
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
        willing = agreeing.stream().filter(node -> wouldChoose(node, target)).toList();
        return !willing.isEmpty();
    }

    /// Whether its replica-priority is less than any other's, as this Sentinel has heard.
    boolean wouldChoose(HostPort node, Standby target) {
        try {
            long own = Long.MAX_VALUE;
            long others = Long.MAX_VALUE;
            for (RespValue each : glance(node, "REPLICAS").elements()) {
                Map<String, String> told = each.fields();
                boolean isOut = isOut(told.getOrDefault("flags", ""));
                long priority =
                        InfoText.of("p:" + told.getOrDefault("slave-priority", ""))
                                .number("p")
                                .orElse(0);
                if (address(told).equals(Optional.of(target.announced()))) {
                    own = priority;
                } else if (priority > 0 && !isOut) {
                    others = Math.min(others, priority);
                }
            }
            return own > 0 && own < others;
        } catch (MoveFailed _) {
            return false;
        }
    }

    @Override
    public Optional<HostPort> promoted(MovePlan plan) {
        return plan.to().map(Standby::server).filter(server -> servers.isRole(server, "master"));
    }

    @Override
    public void promote(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed {
        HostPort from = plan.from();
        Standby to = plan.to().orElseThrow();
        Freeze freeze = new Freeze(dialogues, plan, steps);
        freeze.begin(deadlineNanos);
        new SentinelElection(this, source.master(), freeze, servers)
                .hold(willing, plan, deadlineNanos, steps);
        try {
            freeze.settle();
        } catch (MoveFailed e) {
            steps.tell(
                    "whether " + from + " has taken writes meanwhile is not known: " + e.words());
        }
        try {
            servers.demote(from, to.announced(), steps);
            PlannedMove.await(
                    deadlineNanos,
                    () -> servers.isRole(from, "slave"),
                    from + " has not become a replica in time");
        } catch (MoveFailed e) {
            // Nobody takes the target's role away from it again: it is used all the same.
            steps.tell("not done at the old primary: " + e.words());
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
            demoteLate(plan.from(), to, deadlineNanos, steps);
            steps.tell(plan.from() + " is in sync with it");
        } finally {
            restore(steps);
        }
    }

    /// Where the old primary is none but a replica only later: the Sentinels make it one, too.
    private void demoteLate(HostPort from, Standby to, long deadlineNanos, MoveSteps steps)
            throws MoveFailed {
        String trouble = "";
        if (!servers.isRole(from, "slave")) {
            try {
                servers.demote(from, to.announced(), steps);
            } catch (MoveFailed e) {
                trouble = ": " + e.words();
            }
        }
        try {
            servers.awaitSync(from, deadlineNanos);
        } catch (MoveFailed e) {
            throw new MoveFailed(e.words() + trouble);
        }
    }

    private boolean isMajority(Standby to) {
        return source.nodes().stream().filter(node -> names(node, to.announced())).count()
                >= majority();
    }

    /// Each by itself: what cannot be set back is named.
    private void restore(MoveSteps steps) {
        boolean interrupted = Thread.interrupted();
        for (Favourite each : favourites) {
            try {
                String words =
                        each.restore()
                                ? "is " + each.was() + " again"
                                : "was changed meanwhile: it stays";
                steps.tell("replica-priority of " + each.server() + " " + words);
                each.keep(steps);
            } catch (MoveFailed e) {
                steps.leave(
                        "replica-priority of %s may not be %d again: %s"
                                .formatted(each.server(), each.was(), e.words()));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// What a Sentinel says to this about the primary, if it does so at once.
    RespValue glance(HostPort node, String question) throws MoveFailed {
        return node(node).askWithin(GLANCE, "SENTINEL", question, source.master());
    }

    private boolean names(HostPort node, HostPort announced) {
        return named(node).equals(Optional.of(announced));
    }

    /// Whom this Sentinel names, as announced; empty while it does not answer.
    Optional<HostPort> named(HostPort node) {
        try {
            List<RespValue> told = glance(node, "GET-MASTER-ADDR-BY-NAME").elements();
            return told.size() == 2
                    ? HostPort.of(
                            told.get(0).text().orElse("") + ":" + told.get(1).text().orElse(""))
                    : Optional.empty();
        } catch (MoveFailed _) {
            return Optional.empty();
        }
    }
}
