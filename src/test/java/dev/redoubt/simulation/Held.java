package dev.redoubt.simulation;

import dev.redoubt.failover.Fate;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// One command of a session, until its reply has left.
final class Held {
    final Message.Command command;
    final ContractSession session;
    State state = State.WAITING;
    Fate.Sending sending = Fate.Sending.NOT_SENT;
    Message.@Nullable Reply reply;
    private Message.@Nullable Reply rejection;

    enum State {
        /// To be sent, for the first time or again.
        WAITING,
        /// Sent, and not answered.
        SENT,
        /// To be sent again once everything of its link is gathered. It may have run.
        AGAIN_AFTER_SILENCE,
        /// The same, but its server said that it did not run it.
        AGAIN_AFTER_REJECTION,
        /// Its reply waits for those before it.
        ANSWERED
    }

    Held(Message.Command command, ContractSession session) {
        this.command = command;
        this.session = session;
    }

    /// Its server says that it did not run it.
    void rejected(Message.Reply words) {
        rejection = words;
        state = State.AGAIN_AFTER_REJECTION;
    }

    /// What its server said then.
    Message.Reply rejection() {
        return Objects.requireNonNull(rejection, "nothing rejected it");
    }

    void answer(Message.Reply words) {
        reply = words;
        state = State.ANSWERED;
    }

    void answer(Message.Reply.Outcome outcome) {
        answer(new Message.Reply(command.id(), outcome, 0));
    }
}
