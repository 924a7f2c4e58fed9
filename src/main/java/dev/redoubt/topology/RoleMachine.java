package dev.redoubt.topology;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;
import dev.redoubt.topology.RoleState.Following;
import dev.redoubt.topology.RoleState.Rivals;
import dev.redoubt.topology.RoleState.Seeking;
import dev.redoubt.topology.RoleState.Server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Finds the primary by asking each server for its role. Pure: clock and jitter are arguments.
///
/// | state | what the servers claim | next |
/// |---|---|---|
/// | Seeking | not all have answered or failed yet | Seeking |
/// | Seeking | one is primary | Following it |
/// | Seeking | several are | Seeking, told once: choosing could lose writes |
/// | Following A | A is primary, whatever the others claim | Following A |
/// | Following A | A is not or unusable, B alone is primary | Following B |
/// | Following A | A is not or unusable, none or several others are | Seeking |
///
/// A claim holds until the next probe ends, and while a script keeps the server busy. A broken
/// connection alone is no failed probe: the server is asked again at once.
final class RoleMachine {
    private RoleMachine() {}

    /// The next state and what to do.
    record Step(RoleState state, List<RoleAction> actions) {
        Step {
            actions = List.copyOf(actions);
        }
    }

    /// The state before [RoleEvent.Started].
    static RoleState initial(RoleConfig config, long nowNanos) {
        Server fresh =
                new Server(PeerPhase.fresh(nowNanos), new RoleClaim.Unasked(), Optional.empty());
        List<Server> servers = Collections.nCopies(config.servers().size(), fresh);
        return new Seeking(servers, Rivals.NONE, RoleReason.of(config, servers));
    }

    /// One event at `nowNanos` (`System.nanoTime()`).
    static Step step(RoleConfig config, RoleState state, RoleEvent event, long nowNanos) {
        List<RoleAction> actions = new ArrayList<>();
        RoleState noticed = notice(config, state, event, nowNanos, actions);
        RoleState concluded = conclude(config, noticed, actions);
        RoleAction.Publish view = view(config, concluded);
        if (event instanceof RoleEvent.Started || !view.equals(view(config, state))) {
            actions.add(view);
        }
        if (isBusyPrimary(concluded, event)) {
            actions.add(new RoleAction.PublishBusy());
        }
        return new Step(RoleProbes.due(config, concluded, nowNanos, actions), actions);
    }

    private static boolean isBusyPrimary(RoleState state, RoleEvent event) {
        return state instanceof Following following
                && event instanceof RoleEvent.Answered(int server, RoleClaim.Busy _)
                && server == following.primary();
    }

    private static RoleState notice(
            RoleConfig config,
            RoleState state,
            RoleEvent event,
            long nowNanos,
            List<RoleAction> actions) {
        return switch (event) {
            case RoleEvent.Started _, RoleEvent.Woken _ -> state;
            case RoleEvent.Suspected _ -> RoleProbes.atOnce(state, nowNanos);
            case RoleEvent.Connected(int index) -> {
                Server server = state.servers().get(index);
                yield state.with(index, server.with(server.phase().ready(nowNanos)));
            }
            case RoleEvent.Lost(int index, Ending ending, double jitter) -> {
                Server server = state.servers().get(index);
                boolean merelyBroken =
                        ending.kind() == Ending.Kind.BROKEN && server.phase().isProven();
                Server lost = server.with(server.phase().lost(nowNanos, jitter));
                yield state.with(
                        index,
                        merelyBroken
                                ? lost
                                : troubled(config.servers().get(index), lost, ending, actions));
            }
            case RoleEvent.Answered(int index, RoleClaim claim) ->
                    state.with(
                            index,
                            answered(
                                    config.servers().get(index),
                                    RoleProbes.answered(state.servers().get(index)),
                                    claim,
                                    actions));
        };
    }

    private static Server answered(
            HostPort address, Server server, RoleClaim claim, List<RoleAction> actions) {
        if (claim instanceof RoleClaim.Busy(String words)) {
            return server.claim().isRole()
                    ? server
                    : troubled(address, server, new Ending(Ending.Kind.REFUSED, words), actions);
        }
        if (claim instanceof RoleClaim.Unusable(String words)) {
            return troubled(address, server, new Ending(Ending.Kind.REFUSED, words), actions);
        }
        if (server.trouble().isPresent()) {
            actions.add(new RoleAction.TellBack(address));
        }
        return server.with(claim).with(Optional.empty());
    }

    private static Server troubled(
            HostPort address, Server server, Ending ending, List<RoleAction> actions) {
        Optional<Ending.Kind> kind = Optional.of(ending.kind());
        if (!server.trouble().equals(kind)) {
            actions.add(new RoleAction.TellTrouble(address, ending.words()));
        }
        return server.with(new RoleClaim.Unusable(ending.words())).with(kind);
    }

    private static RoleState conclude(
            RoleConfig config, RoleState state, List<RoleAction> actions) {
        List<Integer> claiming = new ArrayList<>();
        for (int i = 0; i < state.servers().size(); i++) {
            if (state.servers().get(i).claimsPrimary()) {
                claiming.add(i);
            }
        }
        boolean started =
                state.servers().stream()
                        .noneMatch(server -> server.claim() instanceof RoleClaim.Unasked);
        Optional<Integer> inUse =
                state instanceof Following following
                        ? Optional.of(following.primary())
                        : Optional.empty();
        Optional<HostPort> kept = inUse.filter(claiming::contains).map(config.servers()::get);
        Rivals rivals = rivals(config, state, claiming.size(), kept, actions);
        if (inUse.isPresent() && claiming.contains(inUse.get())) {
            return new Following(state.servers(), rivals, inUse.get());
        }
        Optional<HostPort> from = inUse.map(config.servers()::get);
        if (claiming.size() == 1 && started) {
            HostPort to = config.servers().get(claiming.getFirst());
            actions.add(new RoleAction.Tell(new TopologyEvent.Moved(from, to, 0)));
            return new Following(state.servers(), rivals, claiming.getFirst());
        }
        String reason = RoleReason.of(config, state.servers());
        from.ifPresent(
                lost -> actions.add(new RoleAction.Tell(new TopologyEvent.Lost(lost, reason))));
        return new Seeking(state.servers(), rivals, reason);
    }

    private static Rivals rivals(
            RoleConfig config,
            RoleState state,
            int claiming,
            Optional<HostPort> kept,
            List<RoleAction> actions) {
        if (claiming < 2) {
            return Rivals.NONE;
        }
        if (state.rivals() == Rivals.NONE) {
            actions.add(
                    new RoleAction.TellRivals(RoleReason.rivals(config, state.servers(), kept)));
        }
        return Rivals.TOLD;
    }

    private static RoleAction.Publish view(RoleConfig config, RoleState state) {
        return switch (state) {
            case Seeking seeking -> new RoleAction.Publish(Optional.empty(), seeking.reason());
            case Following following ->
                    new RoleAction.Publish(
                            Optional.of(config.servers().get(following.primary())), "");
        };
    }
}
