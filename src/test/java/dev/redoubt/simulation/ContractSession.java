package dev.redoubt.simulation;

import dev.redoubt.simulation.Held.State;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// One client's commands in order; its replies leave in that order. It does what `SharedMode` and
/// `HeldCommands` do.
final class ContractSession implements Endpoint {
    private final Wire client;
    private final ContractLoop loop;
    private final ContractPath path;
    private final ArrayDeque<Held> commands = new ArrayDeque<>();
    private @Nullable ServerLink lane;
    private final Gathering gathering;
    private int owed;
    private int holds;
    private boolean holding;
    private boolean commits;

    ContractSession(Wire client, ContractLoop loop) {
        this.client = client;
        this.loop = loop;
        this.path = loop.path();
        this.gathering = new Gathering(loop);
    }

    @Override
    public void received(Message message) {
        if (message instanceof Message.Command command) {
            commands.add(new Held(command, this));
            advance();
        }
    }

    @Override
    public void ended(Ended how) {
        stopHolding();
    }

    // On the way to the server

    void resume() {
        advance();
    }

    /// Sends what may be sent. A session changes links only when its earlier commands are answered,
    /// and nothing is sent past a reply that waits.
    private void advance() {
        if (gathering.isUnderWay() || !client.isOpen()) {
            return;
        }
        for (Held held : sendable()) {
            if (!takesRoad(held)) {
                // Not for a link: for the answers to what it sent itself.
                stopHolding();
                return;
            }
            if (!hasLane()) {
                return;
            }
            held.state = State.SENT;
            owed++;
            lane().append(held);
        }
        stopHolding();
    }

    private List<Held> sendable() {
        List<Held> sendable = new ArrayList<>();
        for (Held held : commands) {
            if (held.state == State.ANSWERED) {
                break;
            }
            if (held.state == State.WAITING) {
                sendable.add(held);
            }
        }
        return path.guard() == Guard.NO_ORDER ? sendable.reversed() : sendable;
    }

    private ServerLink lane() {
        ServerLink current = lane;
        if (current == null) {
            throw new IllegalStateException("no lane");
        }
        return current;
    }

    /// `Road.takes`: a durable write takes the commit link, and what comes behind it while anything
    /// is under way; before it turns, everything is answered.
    private boolean takesRoad(Held held) {
        boolean wanted = loop.promise() != null && held.command.kind().writes();
        if (wanted == commits || (owed > 0 && commits)) {
            return true;
        }
        if (owed > 0) {
            return false;
        }
        commits = wanted;
        lane = null;
        return true;
    }

    private boolean hasLane() {
        if (lane != null && lane.isUsable()) {
            return true;
        }
        if (owed > 0) {
            return false;
        }
        lane = commits ? loop.commitLane() : loop.lane();
        if (lane == null || !lane.isUsable()) {
            hold();
            return false;
        }
        return true;
    }

    private void hold() {
        loop.hold(this);
        if (!holding) {
            holding = true;
            path.invariants().tally().held++;
            int own = ++holds;
            loop.node()
                    .timer(
                            loop.node().settings().holdNanos(),
                            () -> {
                                if (holding && own == holds) {
                                    refuse();
                                }
                            });
        }
    }

    private void stopHolding() {
        holding = false;
        loop.forget(this);
    }

    private void refuse() {
        path.invariants().refused(loop.node(), path.servingNanos(commits ? loop : null));
        for (Held held : commands) {
            if (held.state == State.WAITING) {
                path.invariants().tally().timedOut++;
                held.answer(Message.Reply.Outcome.TIMED_OUT);
            }
        }
        stopHolding();
        deliver();
    }

    // On the way back

    void answered(Held held, Message.Reply reply, int server) {
        owed--;
        if (!client.isOpen()) {
            return;
        }
        gathering.answered();
        path.invariants().passedOn(loop.node(), server, held.command, reply);
        held.answer(reply);
        deliver();
        if (owed == 0) {
            advance();
        }
    }

    private void deliver() {
        while (!commands.isEmpty()) {
            Message.Reply reply = commands.element().reply;
            if (reply == null) {
                return;
            }
            Held first = commands.remove();
            client.send(reply);
            if (path.guard() == Guard.NO_LAST_WORD
                    && reply.outcome() == Message.Reply.Outcome.AMBIGUOUS) {
                first.reply = null;
                first.state = State.WAITING;
                commands.addFirst(first);
                return;
            }
        }
    }

    // What a link leaves behind

    /// The link ended before this was answered.
    void unanswered(Held held) {
        if (client.isOpen()) {
            gathering.unanswered(held, commands);
        }
    }

    boolean isSettingAside() {
        return gathering.isSettingAside();
    }

    /// A rejection, or a reply behind one.
    ///
    /// @return whether it is dealt with
    boolean setsAside(Held held, Message.Reply reply, int server) {
        if (!client.isOpen() || !gathering.takes(held, reply)) {
            return false;
        }
        owed--;
        if (!gathering.setAside(held, reply, commands)) {
            path.invariants().passedOn(loop.node(), server, held.command, reply);
            held.answer(reply);
        }
        return true;
    }

    /// Everything is gathered: what may be sent again is, in its place.
    void laneEnded() {
        owed = 0;
        lane = null;
        commits = false;
        if (gathering.isUnderWay()) {
            gathering.end(commands);
            deliver();
            advance();
        }
    }
}
