package dev.redoubt.simulation;

import dev.redoubt.failover.Fate;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The shared link of one loop to one server: commands in order, replies in order. It serves once
/// the server has said that it is master. It does what `Link` and `SharedLink` do: a reply counts
/// only if the clock, read after it, is within the lease.
sealed class ServerLink implements Endpoint permits CommittingLink {
    private final ContractLoop loop;
    private final ContractPath path;
    private final Owner owner;
    private final int server;
    private final ArrayDeque<Held> unanswered = new ArrayDeque<>();
    private State state = State.CONNECTING;
    private @Nullable Wire wire;
    private boolean retired;
    private long openedNanos;

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    /// What the link tells its owner.
    interface Owner {
        void opened(ServerLink link);

        void openFailed(ServerLink link, String reason);

        void closed(ServerLink link);

        void retires(ServerLink link);
    }

    ServerLink(ContractLoop loop, Owner owner, int server) {
        this.loop = loop;
        this.owner = owner;
        this.path = loop.path();
        this.server = server;
    }

    final int server() {
        return server;
    }

    final ContractPath path() {
        return path;
    }

    final SimulatedNode node() {
        return loop.node();
    }

    long openedNanos() {
        return openedNanos;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isIdle() {
        return unanswered.isEmpty();
    }

    boolean isUsable() {
        return isOpen() && !retired && path.admits(server);
    }

    void open() {
        Reach reach = loop.reach();
        Wire opened = reach.network.connect(loop.node(), reach.servers.get(server), this);
        wire = opened;
        opened.send(new Message.Role());
        loop.node()
                .timer(
                        World.SECOND,
                        () -> {
                            if (state == State.CONNECTING) {
                                close();
                            }
                        });
    }

    /// Takes a command, which waits for its reply from now on.
    void append(Held held) {
        take(held);
        write(held);
    }

    final void take(Held held) {
        unanswered.add(held);
        held.sending = Fate.Sending.NOT_SENT;
    }

    /// Sends what was taken.
    final void write(Held held) {
        path.invariants().routed(loop.node(), server, held.command);
        path.story().checkSent(server, held.command);
        held.sending = Fate.Sending.SENT;
        write(held.command);
    }

    final void write(Message message) {
        if (wire != null) {
            wire.send(message);
        }
    }

    /// Whoever waits on it hears of the end.
    void close() {
        State before = state;
        state = State.CLOSED;
        if (wire != null) {
            wire.close();
        }
        switch (before) {
            case CONNECTING -> owner.openFailed(this, "cannot be opened");
            case OPEN -> {
                owner.closed(this);
                dropped();
                tellAllUnanswered();
            }
            case CLOSED -> {}
        }
    }

    /// It was open, and is not any more.
    void dropped() {}

    private void tellAllUnanswered() {
        SequencedSet<ContractSession> told = new LinkedHashSet<>();
        while (!unanswered.isEmpty()) {
            Held held = unanswered.remove();
            held.session.unanswered(held);
            told.add(held.session);
        }
        told.forEach(ContractSession::laneEnded);
    }

    @Override
    public void received(Message message) {
        switch (message) {
            case Message.RoleReply(boolean isMaster, long runId) -> role(isMaster, runId);
            case Message.Reply _, Message.Waited _ -> read(message);
            default -> throw new IllegalStateException(message.toString());
        }
    }

    private void role(boolean isMaster, long runId) {
        if (state != State.CONNECTING) {
            return;
        }
        boolean trusted =
                path.guard() == Guard.NO_PROCESS_CHECK
                        || path.guard() == Guard.NO_LOSS_GUARD
                        || path.pledges().trusts(ServerText.identity(runId));
        if (isMaster && !trusted) {
            path.suspect(server);
        }
        if (isMaster && trusted) {
            state = State.OPEN;
            openedNanos = loop.node().monotonicNanos();
            owner.opened(this);
        } else {
            close();
        }
    }

    private void read(Message message) {
        if (state != State.OPEN) {
            return;
        }
        if (path.guard() != Guard.NO_REPLY_FENCE && !path.admits(server)) {
            path.invariants().tally().fenced++;
            close();
            return;
        }
        heard(message);
    }

    /// Something came that counts.
    void heard(Message message) {
        if (message instanceof Message.Reply reply) {
            reply(reply);
        }
    }

    /// A reply is handed on.
    final void reply(Message.Reply reply) {
        Held head = unanswered.remove();
        if (isSetAside(head, reply)) {
            turnedAway(head.session);
        } else {
            head.session.answered(head, reply, server);
        }
        if (retired && unanswered.isEmpty()) {
            close();
        }
    }

    /// What the server turned away is done over again, and what its session asked after it.
    private boolean isSetAside(Held head, Message.Reply reply) {
        ContractSession session = head.session;
        boolean judged = ServerWords.isError(reply) || (retired && session.isSettingAside());
        return judged
                && (ServerWords.isRejection(reply) || session.isSettingAside())
                && session.setsAside(head, reply, server);
    }

    private void turnedAway(ContractSession session) {
        path.invariants().tally().rejected++;
        if (!retired) {
            retired = true;
            owner.retires(this);
        }
        if (unanswered.stream().noneMatch(held -> held.session == session)) {
            session.laneEnded();
        }
    }

    @Override
    public void ended(Ended how) {
        close();
    }
}
