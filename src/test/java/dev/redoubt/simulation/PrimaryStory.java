package dev.redoubt.simulation;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.FailoverAction;
import dev.redoubt.failover.FailoverEvent;
import dev.redoubt.failover.FailoverMachine;
import dev.redoubt.failover.FailoverState;
import dev.redoubt.topology.Topology;

import java.time.Duration;
import java.util.Optional;

/// Drives the real [FailoverMachine] as `PrimaryWatch` does: the same events, and each action
/// carried out. What it tells must be one story: served, lost, served again.
final class PrimaryStory {
    private final SimulatedNode node;
    private final ControlLoop control;
    private final Tally tally;
    private final int loops;
    private final Runnable unfence;
    private FailoverState state = FailoverMachine.initial();
    private Optional<HostPort> told = Optional.empty();
    private long toldNanos;
    private int wakes;

    PrimaryStory(
            SimulatedNode node, ControlLoop control, Tally tally, int loops, Runnable unfence) {
        this.node = node;
        this.control = control;
        this.tally = tally;
        this.loops = loops;
        this.unfence = unfence;
    }

    void named(Topology topology) {
        apply(
                topology.primary()
                        .<FailoverEvent>map(primary ->
                                new FailoverEvent.Named(
                                        primary, topology.epoch(), topology.lease()))
                        .orElseGet(() -> new FailoverEvent.Unnamed(topology.reason())));
    }

    void lapsed() {
        apply(new FailoverEvent.Lapsed());
    }

    void linked(int loop, int server, long held) {
        apply(new FailoverEvent.Linked(loop, Addresses.server(server), held, Duration.ZERO));
    }

    void unlinked(int loop, int server, String reason) {
        apply(new FailoverEvent.Unlinked(loop, Addresses.server(server), reason));
    }

    private void apply(FailoverEvent event) {
        FailoverMachine.Step step =
                FailoverMachine.step(loops, state, event, node.monotonicNanos());
        state = step.state();
        step.actions().forEach(this::carryOut);
    }

    private void carryOut(FailoverAction action) {
        switch (action) {
            case FailoverAction.TellLost(HostPort server, String reason) -> {
                node.log("lost " + server + ": " + reason);
                demand(told.equals(Optional.of(server)), "lost " + server);
                told = Optional.empty();
            }
            case FailoverAction.TellNamed(HostPort server, _, long epoch) ->
                    node.log("named " + server + " in epoch " + epoch);
            case FailoverAction.TellServing served -> {
                node.log("serving from " + served.server());
                demand(told.isEmpty(), "serving from " + served.server());
                if (served.before().filter(before -> !before.equals(served.server())).isPresent()) {
                    tally.moves++;
                }
                told = Optional.of(served.server());
                toldNanos = node.world().nowNanos();
            }
            case FailoverAction.Unfence _ -> unfence.run();
            case FailoverAction.BeginPause _, FailoverAction.EndPause _ ->
                    demand(false, "a pause that no operator asked for");
            case FailoverAction.WakeIn(long nanos) -> wakeIn(nanos);
        }
    }

    private void demand(boolean fits, String what) {
        if (!fits) {
            throw new Invariants.Violation(
                    "story: %s tells %s (expected: what follows \"%s\")"
                            .formatted(
                                    node,
                                    what,
                                    told.map(server -> "serving from " + server).orElse("lost")));
        }
    }

    private void wakeIn(long nanos) {
        int own = ++wakes;
        control.timer(
                nanos,
                () -> {
                    if (own == wakes) {
                        apply(new FailoverEvent.Woken());
                    }
                });
    }

    /// Fails unless the machine lets commands go to this server.
    void checkSent(int server, Message.Command command) {
        boolean named =
                state.named()
                        .filter(use -> use.primary().equals(Addresses.server(server)))
                        .isPresent();
        if (!named || state instanceof FailoverState.Fenced) {
            throw new Invariants.Violation(
                    "story: %s sent command %d to redis-%d (expected: none in state %s)"
                            .formatted(node, command.id(), server, state));
        }
    }

    boolean isServing() {
        return told.isPresent();
    }

    /// For how long commands could have gone to the primary on every loop, without a break.
    long servingNanos() {
        long since = Math.max(toldNanos, control.goesSinceNanos());
        return isServing() && !control.isStill() ? node.world().nowNanos() - since : 0;
    }
}
