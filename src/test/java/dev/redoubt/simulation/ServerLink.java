package dev.redoubt.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The shared link of one loop to one server: commands in order, replies in order. It serves once
/// the server has said that it is master. It does what `Link` and `SharedLink` do: a reply counts
/// only if the clock, read after it, is within the lease.
final class ServerLink implements Endpoint {
    private final ContractLoop loop;
    private final ContractPath path;
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

    ServerLink(ContractLoop loop, int server) {
        this.loop = loop;
        this.path = loop.path();
        this.server = server;
    }

    int server() {
        return server;
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

    void send(Held held) {
        path.invariants().routed(loop.node(), server, held.command);
        path.story().checkSent(server, held.command);
        unanswered.add(held);
        if (wire != null) {
            wire.send(held.command);
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
            case CONNECTING -> loop.openFailed(this, "cannot be opened");
            case OPEN -> {
                loop.closed(this);
                tellAllUnanswered();
            }
            case CLOSED -> {}
        }
    }

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
            case Message.RoleReply(boolean isMaster) -> role(isMaster);
            case Message.Reply reply -> reply(reply);
            default -> throw new IllegalStateException(message.toString());
        }
    }

    private void role(boolean isMaster) {
        if (state != State.CONNECTING) {
            return;
        }
        if (isMaster) {
            state = State.OPEN;
            openedNanos = loop.node().monotonicNanos();
            loop.opened(this);
        } else {
            close();
        }
    }

    private void reply(Message.Reply reply) {
        if (state != State.OPEN) {
            return;
        }
        if (path.guard() != Guard.NO_REPLY_FENCE && !path.admits(server)) {
            path.invariants().tally().fenced++;
            close();
            return;
        }
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
            loop.retires(this);
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
