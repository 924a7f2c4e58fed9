package dev.redoubt.topology;

import dev.redoubt.net.PeerPhase;
import dev.redoubt.topology.RoleState.Following;
import dev.redoubt.topology.RoleState.Seeking;
import dev.redoubt.topology.RoleState.Server;

import java.util.ArrayList;
import java.util.List;

/// Which servers are probed or connected to now, and when to look again. Pure.
final class RoleProbes {
    private RoleProbes() {}

    /// Adds what is due to `actions`, and the time to wake; returns the state after it.
    static RoleState due(
            RoleConfig config, RoleState state, long nowNanos, List<RoleAction> actions) {
        long interval = intervalNanos(config, state);
        List<Server> servers = new ArrayList<>();
        long wakeIn = Long.MAX_VALUE;
        for (int i = 0; i < state.servers().size(); i++) {
            Server server = hurried(state.servers().get(i), interval);
            Server after =
                    server.phase().isDue(nowNanos)
                            ? act(server, i, nowNanos, interval, actions)
                            : server;
            servers.add(after);
            wakeIn = Math.min(wakeIn, after.phase().dueInNanos(nowNanos));
        }
        if (wakeIn != Long.MAX_VALUE) {
            actions.add(new RoleAction.WakeIn(wakeIn));
        }
        return state.with(servers);
    }

    /// Every connected server is due now, or as soon as its present answer is read; but none more
    /// often than while seeking, however many suspect it.
    static RoleState atOnce(RoleState state, long nowNanos) {
        return state.with(
                state.servers().stream()
                        .map(server ->
                                server.phase() instanceof PeerPhase.Asking asking
                                        ? server.with(asking.noLaterThan(soonest(asking, nowNanos)))
                                        : server)
                        .toList());
    }

    static Server answered(Server server) {
        return server.phase() instanceof PeerPhase.Asking asking
                ? server.with(asking.answered())
                : server;
    }

    private static long soonest(PeerPhase.Asking asking, long nowNanos) {
        long spaced = asking.askedNanos() + RoleConfig.SEEKING_INTERVAL_NANOS;
        return spaced - nowNanos > 0 ? spaced : nowNanos;
    }

    private static Server act(
            Server server, int index, long nowNanos, long interval, List<RoleAction> actions) {
        return switch (server.phase()) {
            case PeerPhase.Waiting waiting -> {
                actions.add(new RoleAction.Connect(index));
                yield server.with(new PeerPhase.Connecting(waiting.failures()));
            }
            case PeerPhase.Connecting _ -> server;
            case PeerPhase.Asking asking -> {
                actions.add(new RoleAction.Ask(index));
                yield server.with(asking.asked(nowNanos, interval));
            }
        };
    }

    private static Server hurried(Server server, long interval) {
        return server.phase() instanceof PeerPhase.Asking asking
                ? server.with(asking.noLaterThan(asking.askedNanos() + interval))
                : server;
    }

    private static long intervalNanos(RoleConfig config, RoleState state) {
        return switch (state) {
            case Seeking _ -> RoleConfig.SEEKING_INTERVAL_NANOS;
            case Following _ -> config.checkInterval().toNanos();
        };
    }
}
