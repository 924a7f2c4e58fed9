package dev.redoubt.failover;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.config.UnansweredWrites;

/// What becomes of a command whose link ended, or whose server turned it away.
public enum Fate {
    /// It is sent again, in its place among the client's commands.
    REPEAT,
    /// The client is told: nobody knows whether it was executed.
    AMBIGUOUS,
    /// The client gets what the server said.
    DELIVER;

    /// A command that was sent, perhaps, and will not be answered.
    ///
    /// | command | `error` | `retry` |
    /// |---|---|---|
    /// | was never sent | repeat | repeat |
    /// | reads, or only talks | repeat | repeat |
    /// | writes, publishes, runs a script | ambiguous | repeat |
    /// | administers the server, or is unknown | ambiguous | ambiguous |
    public static Fate unanswered(CommandSpec command, Sending sending, UnansweredWrites policy) {
        if (sending == Sending.NOT_SENT || command.repeatable()) {
            return REPEAT;
        }
        return policy == UnansweredWrites.RETRY && isAboutData(command) ? REPEAT : AMBIGUOUS;
    }

    private static boolean isAboutData(CommandSpec command) {
        return switch (command.name()) {
            // The server flags none of these: scripts may do anything, the others are no writes.
            case "eval", "evalsha", "fcall", "publish", "spublish", "xgroup" -> true;
            default -> command.flags().contains("write");
        };
    }

    /// Whether the bytes of a command left for the server.
    public enum Sending {
        NOT_SENT,
        /// Some or all of them.
        SENT
    }

    /// A command that the server answered with a rejection ([dev.redoubt.resp.Rejection] in the
    /// data path's words). A script can return any error after it has written, so it is not the
    /// server's word.
    public static Fate rejected(CommandSpec command) {
        return switch (command.name()) {
            case "eval", "evalsha", "fcall", "" -> DELIVER;
            default -> REPEAT;
        };
    }
}
