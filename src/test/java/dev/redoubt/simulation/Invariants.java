package dev.redoubt.simulation;

import dev.redoubt.config.UnansweredWrites;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Knows everything at once, and judges after each step.
///
/// A server *can have been replaced* from the moment at which another server is promoted for a
/// later epoch, as long as that promotion stands: until it was taken into a Sentinel's
/// configuration it stands while the Sentinel that ordered it carries on with that failover, and
/// the server is master still; from then on it stands for good. A promotion whose leader gave up,
/// died or was overtaken before it saw it succeed is known to nobody and never will be: Sentinels
/// turn that server back into a replica, so it replaces nobody. Epochs are those of the failovers;
/// the first master has 0. A server that nobody promoted has none: it is replaced always.
///
/// | broken is | when |
/// |---|---|
/// | fence | a node sends a command to, or passes on a reply from, a server that can have been replaced |
/// | replies | a client gets a reply it did not ask for, twice, or out of order |
/// | order | commands that were answered were executed in another order than asked in their session |
/// | once | where `unanswered_writes` is `error`, what writes is executed twice |
/// | story | a node tells a server served or lost out of turn, or sends where its machine says no |
/// | durable | a server that lacks an acknowledged write answers a client: [Promises] |
/// | held | a command waited until it was refused, though others could be sent meanwhile |
/// | liveness | all faults are healed, and a client is not served within [Scenario#LIVELY_SECONDS] |
///
/// Writes that were acknowledged before a promotion and are missing after it are what asynchronous
/// replication loses: counted in [Tally], no violation.
final class Invariants {
    private static final long PATIENCE_NANOS = 5 * World.SECOND;

    private final World world;
    private final Reach reach;
    private final Tally tally;
    private final List<Standing> standings = new ArrayList<>();
    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final Map<Long, Integer> lastWrites = new HashMap<>();
    private final Set<Long> written = new HashSet<>();
    private final Set<Long> sawLater = new HashSet<>();
    private final UnansweredWrites policy;
    private final Promises promises;
    private long stamp;
    private long sessions;
    private long commands;

    /// A server's right to be primary.
    private static final class Standing {
        private final int server;
        private final long epoch;
        private final Message.Order order;
        private boolean adopted;

        Standing(int server, long epoch, Message.Order order, boolean adopted) {
            this.server = server;
            this.epoch = epoch;
            this.order = order;
            this.adopted = adopted;
        }
    }

    /// A rule is broken.
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String rule;

        Violation(String rule) {
            super(rule);
            this.rule = rule;
        }

        String rule() {
            return rule;
        }
    }

    Invariants(World world, Reach reach, Tally tally, UnansweredWrites policy) {
        this.world = world;
        this.reach = reach;
        this.tally = tally;
        this.policy = policy;
        this.promises = new Promises(world, reach, tally);
        standings.add(new Standing(0, 0, new Message.Order(0, 0, 0), true));
    }

    Tally tally() {
        return tally;
    }

    /// The account of durable writes.
    Promises promises() {
        return promises;
    }

    long nextSession() {
        return ++sessions;
    }

    long nextCommand() {
        return ++commands;
    }

    long executed(Message.Command command, SimulatedRedis server) {
        world.logTraffic(() -> server.name() + " executes " + command.kind() + " " + command.id());
        if (policy == UnansweredWrites.ERROR) {
            judge(command);
        }
        promises.executed(++stamp, server, command);
        return stamp;
    }

    /// Nothing that writes runs twice, and no read sees what its client asked for after it.
    private void judge(Message.Command command) {
        if (!command.kind().writes()) {
            if (lastWrites.getOrDefault(command.session(), -1) > command.number()) {
                sawLater.add(command.id());
            }
            return;
        }
        lastWrites.merge(command.session(), command.number(), Math::max);
        if (!written.add(command.id())) {
            throw new Violation("once: command %d is executed twice".formatted(command.id()));
        }
    }

    /// A replica executed REPLICAOF NO ONE.
    void promoted(int server, Message.Order order) {
        tally.promotions++;
        promises.promoted(reach.servers.get(server), order);
        standings.add(new Standing(server, order.epoch(), order, false));
    }

    /// A server is a replica now: who has not seen its promotion never will.
    void demoted(int server) {
        standings.removeIf(standing -> standing.server == server && !standing.adopted);
    }

    /// A Sentinel took over a configuration.
    void adopted(int server, long epoch) {
        boolean known = false;
        for (Standing standing : standings) {
            if (standing.server == server && standing.epoch == epoch) {
                known = true;
                standing.adopted = true;
            }
        }
        if (!known) {
            standings.add(new Standing(server, epoch, new Message.Order(0, 0, epoch), true));
        }
    }

    /// The server whose standing is the latest.
    int current() {
        return latest().server;
    }

    private Standing latest() {
        standings.removeIf(standing -> !stands(standing));
        Standing latest = standings.getFirst();
        for (Standing standing : standings) {
            latest = standing.epoch >= latest.epoch ? standing : latest;
        }
        return latest;
    }

    private boolean stands(Standing standing) {
        if (standing.adopted) {
            return true;
        }
        SimulatedSentinel leader = reach.sentinels.get(standing.order.sentinel());
        return leader.incarnation() == standing.order.incarnation()
                && leader.failover().awaitsPromotion()
                && leader.failover().epoch() == standing.epoch
                && leader.failover().promoted() == standing.server;
    }

    void routed(SimulatedNode node, int server, Message.Command command) {
        world.logTraffic(() -> node + " sends " + command.id() + " to redis-" + server);
        judge(server, () -> node + " sent command " + command.id());
    }

    void passedOn(SimulatedNode node, int server, Message.Command command, Message.Reply reply) {
        world.logTraffic(() -> node + " passes on the reply to " + command.id());
        judge(server, () -> node + " passed on the reply to command " + command.id());
        if (sawLater.contains(command.id())) {
            throw new Violation(
                    "order: %s answers %d with what was asked after it"
                            .formatted(node, command.id()));
        }
        tally.replies++;
        promises.passedOn(node, reply.stamp(), server);
        if (command.kind().writes() && reply.stamp() > 0) {
            tell(node, server, command, reply);
        }
    }

    private void tell(
            SimulatedNode node, int server, Message.Command command, Message.Reply reply) {
        switch (reply.outcome()) {
            case UNCOMMITTED -> tally.uncommitted++;
            case RAISED -> {
                if (!promises.isOn()) {
                    acknowledged.put(command.id(), world.nowNanos());
                }
            }
            default -> {
                acknowledged.put(command.id(), world.nowNanos());
                promises.acknowledged(node, server, command.id());
            }
        }
    }

    /// A command waited for too long. It should not have, if commands went to the primary.
    void refused(SimulatedNode node, long servingNanos) {
        if (servingNanos > PATIENCE_NANOS) {
            throw new Violation(
                    "held: %s lets a command wait until it is refused (expected: sent, for %.1f s)"
                            .formatted(node, servingNanos / 1e9));
        }
    }

    private void judge(int server, Supplier<String> what) {
        Standing latest = latest();
        if (latest.server != server) {
            throw new Violation(
                    "fence: %s of redis-%d, which redis-%d can have replaced in epoch %d"
                            .formatted(what.get(), server, latest.server, latest.epoch));
        }
    }

    /// Counts what the last primary does not have.
    void count(Line line) {
        for (Long write : acknowledged.keySet()) {
            tally.acknowledged++;
            if (!line.holds(write)) {
                tally.lost++;
            }
        }
    }
}
