package dev.redoubt.pool;

import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.resp.RespValue;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/// Changes a server's replica-priority and its mark together, in one transaction. Control loop
/// only.
final class PriorityChange {
    /// The name since Redis 5.
    static final String SETTING = "replica-priority";

    private final InfoLook look;
    private final Consumer<String> refused;

    /// @param refused gets the server's error
    PriorityChange(InfoLook look, Consumer<String> refused) {
        this.look = look;
        this.refused = refused;
    }

    /// Sends it at once; nothing comes of it if the connection ends first.
    ///
    /// @param applied called when both are changed
    void apply(long priority, Mark mark, Runnable applied) {
        Attempt attempt = new Attempt(mark, applied);
        look.send(attempt::note, "MULTI");
        set(Mark.SETTING, mark.text(), attempt::note);
        set(SETTING, Long.toString(priority), attempt::note);
        look.send(attempt::executed, "EXEC");
    }

    private void set(String name, String value, Consumer<RespValue> reply) {
        look.send(reply, "CONFIG", "SET", name, value);
    }

    /// The replies to one transaction. The first error is the one that says why.
    private final class Attempt {
        private final Mark mark;
        private final Runnable applied;
        private @Nullable String error;

        Attempt(Mark mark, Runnable applied) {
            this.mark = mark;
            this.applied = applied;
        }

        void executed(RespValue reply) {
            note(reply);
            List<RespValue> results = reply.elements();
            results.forEach(this::note);
            if (error != null) {
                mark.was().ifPresent(this::undo);
                refused.accept(error);
            } else if (results.size() == 2) {
                applied.run();
            }
        }

        /// A server may take one of the two, or have run both without the transaction, for want of
        /// the right to begin one: a 0 must not stay.
        private void undo(long was) {
            set(SETTING, Long.toString(was), reply -> {});
            set(Mark.SETTING, "", reply -> {});
        }

        private void note(RespValue reply) {
            if (error == null && reply instanceof RespValue.ErrorReply told) {
                error = told.message();
            }
        }
    }
}
