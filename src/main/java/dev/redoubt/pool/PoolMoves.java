package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.net.Transport;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;
import dev.redoubt.topology.Addresses;

import io.netty.channel.EventLoop;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// A pool's planned moves: those that are ordered here, and those that another node carries out.
final class PoolMoves {
    private final PoolConfig config;
    private final EventLoop control;
    private final Transport transport;
    private final PlannedMove.Hands hands;
    private final Addresses addresses;
    private final Peers peers;
    private final Semaphore moving = new Semaphore(1);

    PoolMoves(
            PoolConfig config,
            EventLoop control,
            Transport transport,
            PlannedMove.Hands hands,
            Peers.Orders orders) {
        this.config = config;
        this.control = control;
        this.transport = transport;
        this.hands = hands;
        addresses = new Addresses(config.backend().addresses());
        peers =
                new Peers(
                        control,
                        transport,
                        config.backend(),
                        PeerName.own(HostName.own(), config.name()),
                        others ->
                                new FollowedMove(
                                        config.name(), others, hands, addresses, this::dialogues),
                        orders);
    }

    private Dialogues dialogues() {
        return new Dialogues(control, transport, config.backend());
    }

    /// Who is primary now: there the nodes meet, if there is anybody to move to. Control loop only.
    void named(Optional<HostPort> primary) {
        if (!isAlone()) {
            peers.named(primary);
        }
    }

    /// Who else serves this pool, or did. Control loop only.
    Meeting meeting() {
        return peers.meeting();
    }

    /// What another process of this node knew of that. Control loop only.
    void remember(Meeting before) {
        peers.remember(before);
    }

    private boolean isAlone() {
        return config.backend().source() instanceof SourceConfig.Servers servers
                && servers.servers().size() == 1;
    }

    /// Carries one out; the calling thread waits, and must be no loop's.
    ///
    /// @param steps gets what happens on the way
    Answer carryOut(Request.Failover wish, Consumer<String> steps) {
        if (!moving.tryAcquire()) {
            return new Answer.Refused(config.name(), List.of("a move is under way already"));
        }
        try (Dialogues dialogues = dialogues()) {
            return new PlannedMove(
                            config.name(),
                            hands,
                            electors(dialogues),
                            new PeersInMove(peers, dialogues),
                            steps)
                    .run(wish);
        } finally {
            moving.release();
        }
    }

    /// Carries out an operator's order here and at all other nodes; the calling thread waits, and
    /// must be no loop's.
    ///
    /// @param here does it here
    /// @param message tells the others, given its name
    Answer orderEverywhere(Callable<Answer> here, BiFunction<String, Answer, PeerMessage> message) {
        if (isAlone()) {
            return new Answer.Unreached(
                    config.name(),
                    "with one server in backend.servers it does not meet other nodes");
        }
        if (!moving.tryAcquire()) {
            return new Answer.Unreached(config.name(), "a move is under way");
        }
        try {
            return new OrderEverywhere(config.name(), control, peers).carryOut(here, message);
        } finally {
            moving.release();
        }
    }

    /// Whether one is carried out here; any thread.
    boolean isUnderWay() {
        return moving.availablePermits() == 0;
    }

    private Electors electors(Dialogues dialogues) {
        return switch (config.backend().source()) {
            case SourceConfig.Sentinel sentinel ->
                    new SentinelElectors(sentinel, addresses, dialogues);
            case SourceConfig.Servers servers -> new PrimaryElectors(servers, addresses, dialogues);
        };
    }

    /// Ends all connections. Control loop only.
    void close() {
        peers.close();
    }
}
