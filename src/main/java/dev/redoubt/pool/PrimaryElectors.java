package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.MovePlan;
import dev.redoubt.failover.Standby;
import dev.redoubt.topology.Addresses;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Without Sentinel the primary hands over by itself: FAILOVER
/// (<https://redis.io/docs/latest/commands/failover/>), which waits until the target has everything
/// and goes back where that does not come in time.
final class PrimaryElectors implements Electors {
    private static final long DEMOTION_NANOS = Duration.ofSeconds(2).toNanos();

    private final SourceConfig.Servers source;
    private final Addresses addresses;
    private final Dialogues dialogues;
    private final Servers servers;

    PrimaryElectors(SourceConfig.Servers source, Addresses addresses, Dialogues dialogues) {
        this.source = source;
        this.addresses = addresses;
        this.dialogues = dialogues;
        servers = new Servers(dialogues);
    }

    @Override
    public MovePlan plan(
            HostPort primary, Optional<HostPort> wanted, Duration room, MoveSteps steps)
            throws MoveFailed {
        List<String> obstacles = new ArrayList<>();
        InfoText replication =
                servers.primary(
                        primary,
                        List.of(List.of("FAILOVER", "ABORT"), List.of("ROLE")),
                        steps,
                        obstacles);
        List<HostPort> known =
                source.servers().stream()
                        .map(addresses::reachable)
                        .map(HostPort::canonical)
                        .toList();
        List<Standby> standbys = new ArrayList<>();
        for (HostPort announced : Replicas.of(replication)) {
            HostPort server = addresses.reachable(announced);
            // Nobody would look for the primary anywhere else.
            standbys.add(
                    known.contains(server.canonical())
                            ? servers.standby(announced, server)
                            : Standby.silent(
                                    announced, server, "is not among the pool's backend.servers"));
        }
        MovePlan plan =
                MovePlan.of(
                        primary,
                        replication.number("master_repl_offset").orElse(0),
                        standbys,
                        wanted,
                        room,
                        new MovePlan.Electors.Primary(),
                        obstacles);
        return plan.with(denials(plan, standbys, steps));
    }

    /// What the pool's user lacks at the others, which are told to follow the target.
    private List<String> denials(MovePlan plan, List<Standby> standbys, MoveSteps steps)
            throws MoveFailed {
        List<String> denials = new ArrayList<>();
        if (plan.to().isEmpty()) {
            return denials;
        }
        Standby to = plan.to().get();
        for (Standby each : standbys) {
            if (each.isAnswering()) {
                List<List<String>> needed =
                        each.equals(to)
                                ? List.of(List.of("ROLE"))
                                : List.of(List.of("REPLICAOF", "127.0.0.1", "1"));
                servers.allow(each.server(), needed, steps, denials);
            }
        }
        return denials;
    }

    @Override
    public void prepare(MovePlan plan, MoveSteps steps) {
        // FAILOVER names the target.
    }

    @Override
    public Optional<HostPort> promoted(MovePlan plan) {
        return plan.to().map(Standby::server).filter(server -> servers.isRole(server, "master"));
    }

    @Override
    public void promote(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed {
        HostPort from = plan.from();
        Standby to = plan.to().orElseThrow();
        Dialogue old = dialogues.server(from);
        old.ask(
                "FAILOVER",
                "TO",
                to.announced().host(),
                Integer.toString(to.announced().port()),
                "TIMEOUT",
                Long.toString(plan.freeze().toMillis()));
        steps.canUndo(from + " stays primary (FAILOVER ABORT)", () -> old.ask("FAILOVER", "ABORT"));
        steps.tell(from + " hands over to " + to.server());
        PlannedMove.await(
                deadlineNanos,
                () -> servers.isRole(to.server(), "master"),
                to.server() + " has not become primary in time");
        try {
            PlannedMove.await(
                    System.nanoTime() + DEMOTION_NANOS,
                    () -> servers.isRole(from, "slave"),
                    from + " does not say that it is a replica");
            steps.tell(to.server() + " is primary, and " + from + " its replica");
        } catch (MoveFailed e) {
            // It gave its role away, or the target would not have it: that one is used all the
            // same.
            steps.tell(to.server() + " is primary; " + e.words());
        }
    }

    /// The others would follow the old primary still, which follows the new one.
    @Override
    public void settle(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed {
        Standby to = plan.to().orElseThrow();
        for (HostPort announced :
                Replicas.of(PlannedMove.replication(dialogues.server(plan.from())))) {
            HostPort server = addresses.reachable(announced);
            if (!server.canonical().equals(to.server().canonical())) {
                redirect(server, to, steps);
            }
        }
        servers.awaitSync(plan.from(), deadlineNanos);
        steps.tell(plan.from() + " is in sync with " + to.server());
    }

    /// One that cannot be told follows the old primary, and by it the new one.
    private void redirect(HostPort server, Standby to, MoveSteps steps) {
        try {
            servers.redirect(server, to.announced());
            steps.tell(server + " follows " + to.server());
        } catch (MoveFailed e) {
            steps.tell(server + " was not told to follow " + to.server() + ": " + e.words());
        }
    }
}
