package dev.redoubt.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;

/// A client that asks a few things at once, waits for the answers and thinks. It notices a reply it
/// did not ask for, and answers of its session that were executed in another order than asked.
final class SimulatedClient extends SimulatedProcess {
    private final Reach reach;
    private final Invariants invariants;
    private final ArrayDeque<Message.Command> asked = new ArrayDeque<>();
    private @Nullable Wire wire;
    private long session;
    private int number;
    private long lastStamp;
    private long servedNanos = -1;

    SimulatedClient(World world, Reach reach, int number, int host, Invariants invariants) {
        super(world, "client-" + number, host);
        this.reach = reach;
        this.invariants = invariants;
    }

    @Override
    void started() {
        connect();
    }

    @Override
    Endpoint accept(Wire incoming) {
        throw new IllegalStateException(this + " listens to nobody");
    }

    /// When it was last answered by a server.
    long servedNanos() {
        return servedNanos;
    }

    private void connect() {
        List<SimulatedNode> nodes = reach.nodes;
        SimulatedNode node = nodes.get(world().random().nextInt(nodes.size()));
        asked.clear();
        session = invariants.nextSession();
        number = 0;
        lastStamp = 0;
        Session opened = new Session();
        Wire way = reach.network.connect(this, node, opened);
        wire = way;
        opened.own = way;
        ask();
        timer(2 * World.SECOND, () -> leaveIfSilent(opened, 2 * World.SECOND));
    }

    private void leaveIfSilent(Session session, long patienceNanos) {
        if (session.own == wire) {
            if (!asked.isEmpty() && world().nowNanos() - session.heardNanos > patienceNanos) {
                log("gives up a silent connection");
                leave(session);
            } else {
                timer(5 * World.SECOND, () -> leaveIfSilent(session, 20 * World.SECOND));
            }
        }
    }

    private void leave(Session session) {
        if (session.own != null) {
            session.own.close();
        }
        again();
    }

    private void again() {
        wire = null;
        timer(world().between(20, 200), this::connect);
    }

    private void ask() {
        Wire open = wire;
        if (open == null) {
            return;
        }
        for (int batch = 1 + world().random().nextInt(3); batch > 0; batch--) {
            Message.Command command =
                    new Message.Command(invariants.nextCommand(), session, number++, kind());
            asked.add(command);
            open.send(command);
        }
    }

    private Message.Command.Kind kind() {
        return switch (world().random().nextInt(16)) {
            case 0 -> Message.Command.Kind.SCRIPT;
            case 1, 2, 3, 4, 5, 6, 7, 8 -> Message.Command.Kind.READ;
            default -> Message.Command.Kind.WRITE;
        };
    }

    private final class Session implements Endpoint {
        private @Nullable Wire own;
        private long heardNanos = world().nowNanos();

        @Override
        public void received(Message message) {
            heardNanos = world().nowNanos();
            Message.Command expected = asked.poll();
            if (!(message instanceof Message.Reply reply)
                    || expected == null
                    || reply.id() != expected.id()) {
                throw new Invariants.Violation(
                        "replies: %s got %s (expected: the reply to %s)"
                                .formatted(name(), message, expected));
            }
            if (reply.stamp() > 0) {
                if (reply.stamp() <= lastStamp) {
                    throw new Invariants.Violation(
                            "order: %s: %s was executed before what was asked earlier"
                                    .formatted(name(), expected));
                }
                lastStamp = reply.stamp();
                servedNanos = world().nowNanos();
            }
            if (asked.isEmpty()) {
                if (world().oneIn(40)) {
                    leave(this);
                } else {
                    timer(world().between(30, 300), SimulatedClient.this::ask);
                }
            }
        }

        @Override
        public void ended(Ended how) {
            if (own == wire) {
                again();
            }
        }
    }
}
