package dev.redoubt.pool;

import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.resp.RespValue;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/// Reads and changes a server's replica-priority and its mark, both in one transaction each: what
/// another node does at the same time is before or after it, never in the middle. Control loop
/// only.
final class PriorityChange {
    /// The name since Redis 5.
    static final String SETTING = "replica-priority";

    private final InfoLook look;
    private final Consumer<String> refused;

    /// What both were at one moment.
    interface Looked {
        void are(long priority, Mark mark);
    }

    /// @param refused gets the server's error
    PriorityChange(InfoLook look, Consumer<String> refused) {
        this.look = look;
        this.refused = refused;
    }

    /// Asks at once; nothing comes of it if the connection ends first, or if there is no priority.
    void read(Looked then) {
        Transaction question = new Transaction();
        question.send("MULTI");
        question.send("CONFIG", "GET", SETTING);
        question.send("CONFIG", "GET", Mark.SETTING);
        question.end(
                results -> {
                    String priority = results.getFirst().fields().getOrDefault(SETTING, "");
                    String mark = results.getLast().fields().getOrDefault(Mark.SETTING, "");
                    InfoText.of("now:" + priority)
                            .number("now")
                            .ifPresent(now -> then.are(now, new Mark(mark)));
                },
                () -> {});
    }

    /// Sends it at once; nothing comes of it if the connection ends first.
    ///
    /// @param applied called when both are changed
    void apply(long priority, Mark mark, Runnable applied) {
        Transaction change = new Transaction();
        change.send("MULTI");
        change.send("CONFIG", "SET", Mark.SETTING, mark.text());
        change.send("CONFIG", "SET", SETTING, Long.toString(priority));
        change.end(results -> applied.run(), () -> mark.was().ifPresent(this::undo));
    }

    /// A server may take one of the two, or have run both without the transaction, for want of the
    /// right to begin one: a 0 must not stay.
    private void undo(long was) {
        look.send(reply -> {}, "CONFIG", "SET", SETTING, Long.toString(was));
        look.send(reply -> {}, "CONFIG", "SET", Mark.SETTING, "");
    }

    /// The replies to a transaction of two commands. The first error is the one that says why.
    private final class Transaction {
        private @Nullable String error;

        void send(String... command) {
            look.send(this::note, command);
        }

        void end(Consumer<List<RespValue>> executed, Runnable failed) {
            look.send(
                    reply -> {
                        note(reply);
                        List<RespValue> results = reply.elements();
                        results.forEach(this::note);
                        if (error != null) {
                            failed.run();
                            refused.accept(error);
                        } else if (results.size() == 2) {
                            executed.accept(results);
                        }
                    },
                    "EXEC");
        }

        private void note(RespValue reply) {
            if (error == null && reply instanceof RespValue.ErrorReply told) {
                error = told.message();
            }
        }
    }
}
