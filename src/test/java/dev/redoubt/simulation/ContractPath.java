package dev.redoubt.simulation;

import dev.redoubt.sentinel.SentinelView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The contract of the data path in its shortest form: commands go to the published primary while
/// the lease holds and once that server says that it is master; a reply counts only if the clock,
/// read after the reply, is within the lease; a move closes the link. What was sent and not
/// answered is asked again if it reads, and ambiguous if it writes. The rest waits, in order, up to
/// `hold`.
final class ContractPath implements DataPath {
    private final SimulatedNode node;
    private final Reach reach;
    private final Invariants invariants;
    private final Guard guard;
    private final long holdNanos;
    private final List<ContractSession> sessions = new ArrayList<>();
    private @Nullable SimulatedWatch watch;
    private @Nullable ServerLink link;
    private Lease lease = Lease.NONE;
    private int attempts;

    ContractPath(
            SimulatedNode node, Reach reach, Invariants invariants, Guard guard, long holdNanos) {
        this.node = node;
        this.reach = reach;
        this.invariants = invariants;
        this.guard = guard;
        this.holdNanos = holdNanos;
    }

    @Override
    public void begin() {
        sessions.clear();
        link = null;
        lease = Lease.NONE;
        SimulatedWatch fresh = new SimulatedWatch(node, reach, guard, this::view);
        watch = fresh;
        fresh.start();
    }

    @Override
    public Endpoint session(Wire client) {
        ContractSession session = new ContractSession(client, this);
        sessions.add(session);
        return session;
    }

    void left(ContractSession session) {
        sessions.remove(session);
    }

    @Override
    public void view(SentinelView view) {
        lease = Lease.of(view, node);
        ServerLink open = link;
        if (open != null && open.server != lease.server()) {
            close(open);
        }
        if (link == null && lease.server() != Message.NOBODY) {
            connect();
        }
        flush();
    }

    void arrived(Held held) {
        node.timer(holdNanos, () -> expire(held));
        flush();
        if (held.isWaiting()) {
            invariants.tally().held++;
        }
    }

    private void expire(Held held) {
        if (held.isWaiting() && held.session.isOpen()) {
            invariants.tally().timedOut++;
            held.answer(Message.Reply.Outcome.TIMED_OUT, 0);
        }
    }

    private boolean isLeased(int server) {
        return lease.holds(server, node, guard);
    }

    private void connect() {
        if (guard == Guard.NO_RETURN && attempts > 0) {
            return;
        }
        ServerLink opened = new ServerLink(lease.server());
        link = opened;
        opened.open();
    }

    /// Sends what waits, each session's in order.
    private void flush() {
        ServerLink open = link;
        if (open == null || !open.ready || !isLeased(open.server)) {
            return;
        }
        for (ContractSession session : sessions) {
            for (Held held : session.waiting(guard)) {
                open.send(held);
            }
        }
    }

    private void close(ServerLink closing) {
        closing.wire().close();
        unanswered(closing);
    }

    private void unanswered(ServerLink closed) {
        if (link == closed) {
            link = null;
        }
        for (Held held : closed.unanswered) {
            held.sent = false;
            if (held.isWrite() && held.session.isOpen()) {
                invariants.tally().ambiguous++;
                held.ambiguous(guard);
            } else if (!held.isWrite()) {
                invariants.tally().retried++;
                node.timer(holdNanos, () -> expire(held));
            }
        }
        closed.unanswered.clear();
    }

    private void lost(ServerLink ended) {
        unanswered(ended);
        SimulatedWatch told = watch;
        if (told != null) {
            told.suspect();
        }
        int own = ++attempts;
        node.timer(
                node.world().between(10, 300),
                () -> {
                    if (own == attempts && link == null && lease.server() != Message.NOBODY) {
                        connect();
                    }
                });
    }

    /// The shared link to one server.
    private final class ServerLink implements Endpoint {
        private final int server;
        private final ArrayDeque<Held> unanswered = new ArrayDeque<>();
        private @Nullable Wire wire;
        private boolean ready;

        ServerLink(int server) {
            this.server = server;
        }

        void open() {
            Wire opened = reach.network.connect(node, reach.servers.get(server), this);
            wire = opened;
            opened.send(new Message.Role());
            node.timer(
                    World.SECOND,
                    () -> {
                        if (link == this && !ready) {
                            opened.close();
                            lost(this);
                        }
                    });
        }

        Wire wire() {
            Wire opened = wire;
            if (opened == null) {
                throw new IllegalStateException("not opened");
            }
            return opened;
        }

        void send(Held held) {
            held.sent = true;
            unanswered.add(held);
            invariants.routed(node, server, held.command);
            wire().send(held.command);
        }

        @Override
        public void received(Message message) {
            switch (message) {
                case Message.RoleReply(boolean isMaster) -> {
                    if (isMaster) {
                        ready = true;
                        flush();
                    } else {
                        wire().close();
                        lost(this);
                    }
                }
                case Message.Reply reply -> reply(reply);
                default -> throw new IllegalStateException(message.toString());
            }
        }

        private void reply(Message.Reply reply) {
            if (guard != Guard.NO_REPLY_FENCE && !isLeased(server)) {
                invariants.tally().fenced++;
                close(this);
                lost(this);
                return;
            }
            Held answered = unanswered.remove();
            if (reply.outcome() == Message.Reply.Outcome.REJECTED) {
                invariants.tally().rejected++;
                answered.sent = false;
                close(this);
                lost(this);
            } else if (answered.session.isOpen()) {
                invariants.passedOn(node, server, answered.command);
                answered.answer(reply.outcome(), reply.stamp());
            }
        }

        @Override
        public void ended(Ended how) {
            lost(this);
        }
    }
}
