package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;

/// A command on a private link that is not answered yet.
final class Expectation {
    private final CommandSpec command;
    private final Effect effect;
    private int confirmations;

    Expectation(CommandSpec command, Effect effect) {
        this.command = command;
        this.effect = effect;
        confirmations =
                switch (effect) {
                    case Effect.Subscribe subscribe -> subscribe.confirmations();
                    case Effect.Unsubscribe unsubscribe -> unsubscribe.confirmations();
                    default -> 0;
                };
    }

    CommandSpec spec() {
        return command;
    }

    String command() {
        return command.name();
    }

    /// Whether the answer may wait for another client or a replica.
    boolean mayWait() {
        return command.handling() == Handling.BLOCKING || command.handling() == Handling.WAIT;
    }

    Effect effect() {
        return effect;
    }

    boolean isAboutSubscriptions() {
        return effect instanceof Effect.Subscribe || effect instanceof Effect.Unsubscribe;
    }

    /// A confirmation came.
    ///
    /// @param before the state that it found
    /// @return whether it was the command's last
    boolean confirmed(ConnectionState before) {
        if (confirmations == 0 && effect instanceof Effect.Unsubscribe(var kind, _)) {
            int subscribed =
                    switch (kind) {
                        case CHANNEL -> before.channels();
                        case PATTERN -> before.patterns();
                        case SHARD -> before.shardChannels();
                    };
            confirmations = Math.max(1, subscribed);
        }
        confirmations--;
        return confirmations <= 0;
    }
}
