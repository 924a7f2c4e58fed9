package dev.redoubt.simulation;

import org.jspecify.annotations.Nullable;

/// One command of a session, until its reply has left.
final class Held {
    final Message.Command command;
    final ContractSession session;
    boolean sent;
    Message.@Nullable Reply reply;

    Held(Message.Command command, ContractSession session) {
        this.command = command;
        this.session = session;
    }

    boolean isWrite() {
        return command.kind() == Message.Command.Kind.WRITE;
    }

    boolean isWaiting() {
        return !sent && reply == null;
    }

    void ambiguous(Guard guard) {
        answer(Message.Reply.Outcome.AMBIGUOUS, 0);
        if (guard == Guard.NO_LAST_WORD) {
            reply = null;
            session.again(this);
        }
    }

    void answer(Message.Reply.Outcome outcome, long stamp) {
        reply = new Message.Reply(command.id(), outcome, stamp);
        session.deliver();
    }
}
