package dev.redoubt.simulation;

import dev.redoubt.failover.Fate;
import dev.redoubt.simulation.Held.State;

import java.util.Collection;

/// What becomes of one session's commands when their link ends, or their server turns them away: it
/// does what `Recovery` and `Salvage` do, and the verdicts are the real [Fate]'s.
final class Gathering {
    private static final int MOST_REPEATS = 2;

    private final ContractPath path;
    private final SimulatedNode node;
    private boolean underWay;
    private boolean settingAside;
    private int repeats;
    private long turnedAwaySinceNanos = -1;

    Gathering(ContractLoop loop) {
        this.path = loop.path();
        this.node = loop.node();
    }

    boolean isUnderWay() {
        return underWay;
    }

    /// Whether what the link still answers is gathered, too.
    boolean isSettingAside() {
        return settingAside;
    }

    /// The session got a reply.
    void answered() {
        repeats = 0;
        turnedAwaySinceNanos = -1;
    }

    /// The link ended before this was answered.
    void unanswered(Held held, Collection<Held> commands) {
        underWay = true;
        if (fate(held) == Fate.REPEAT) {
            held.state = State.AGAIN_AFTER_SILENCE;
        } else {
            ambiguous(held, commands);
        }
    }

    private Fate fate(Held held) {
        if (path.guard() == Guard.NO_DOUBT) {
            return Fate.REPEAT;
        }
        return repeats >= MOST_REPEATS
                ? Fate.AMBIGUOUS
                : Fate.unanswered(
                        held.command.kind().spec(),
                        held.sending,
                        node.settings().unansweredWrites());
    }

    private void ambiguous(Held write, Collection<Held> commands) {
        overtaken(write, commands);
        tell(write);
    }

    /// This ran, or may have. What was sent before it must not be done, or asked, after it.
    private void overtaken(Held by, Collection<Held> commands) {
        for (Held held : commands) {
            if (held == by) {
                return;
            }
            if (held.state == State.AGAIN_AFTER_SILENCE) {
                tell(held);
            } else if (held.state == State.AGAIN_AFTER_REJECTION) {
                held.answer(held.rejection());
            }
        }
    }

    private void tell(Held held) {
        path.invariants().tally().ambiguous++;
        held.answer(Message.Reply.Outcome.AMBIGUOUS);
    }

    /// Whether this reply goes no further: a rejection that is the server's own word, or what comes
    /// behind one.
    boolean takes(Held held, Message.Reply reply) {
        return settingAside || (isServersWord(held, reply) && !isTurnedAwayTooLong());
    }

    private boolean isServersWord(Held held, Message.Reply reply) {
        return ServerWords.isRejection(reply)
                && (path.guard() == Guard.NO_SUSPICION
                        || Fate.rejected(held.command.kind().spec()) == Fate.REPEAT);
    }

    /// A server that turns a command away again and again has the last word after a while.
    private boolean isTurnedAwayTooLong() {
        long now = node.monotonicNanos();
        if (turnedAwaySinceNanos < 0) {
            turnedAwaySinceNanos = now;
        }
        return now - turnedAwaySinceNanos > node.settings().holdNanos();
    }

    /// Keeps it from the client for now.
    ///
    /// @return whether it is to be sent again; if not, its reply waits for its turn
    boolean setAside(Held held, Message.Reply reply, Collection<Held> commands) {
        underWay = true;
        settingAside = true;
        boolean rejected = ServerWords.isRejection(reply);
        boolean again =
                isServersWord(held, reply)
                        || (!rejected && held.command.kind().spec().repeatable());
        if (again && rejected) {
            held.rejected(reply);
        } else if (again) {
            held.state = State.AGAIN_AFTER_SILENCE;
        } else if (!rejected) {
            overtaken(held, commands);
        }
        return again;
    }

    void end(Collection<Held> commands) {
        underWay = false;
        settingAside = false;
        repeats++;
        for (Held held : commands) {
            if (held.state == State.AGAIN_AFTER_SILENCE
                    || held.state == State.AGAIN_AFTER_REJECTION) {
                held.state = State.WAITING;
                path.invariants().tally().retried++;
            }
        }
    }
}
