package dev.redoubt.session;

import java.util.List;

/// How a private connection's state changes with the server's answers. Pure.
///
/// | effect | answer | then |
/// |---|---|---|
/// | Begin | OK | multi |
/// | Execute | any, in multi | multi and watching are over |
/// | Discard | OK, in multi | multi and watching are over |
/// | Watch | OK | watching |
/// | Unwatch | OK | watching is over |
/// | Keep | OK | kept |
/// | Keep, Taint, Select, Name, Hello, Login | QUEUED | kept: EXEC may do it, and nobody sees |
/// | (Un)subscribe | a confirmation | the counts that it tells |
/// | Execute, Discard | none, in multi: the connection ended | multi and watching are over |
final class ConnectionMachine {
    private ConnectionMachine() {}

    /// What a reply says, as far as state goes.
    enum Answer {
        OK,
        QUEUED,
        ERROR
    }

    /// The state after a command was answered.
    static ConnectionState answered(ConnectionState state, Effect effect, Answer answer) {
        return switch (effect) {
            case Effect.None _,
                    Effect.Load _,
                    Effect.Unload _,
                    Effect.Pause _,
                    Effect.Subscribe _,
                    Effect.Unsubscribe _,
                    Effect.Uncounted _ ->
                    state;
            case Effect.Begin _ ->
                    answer == Answer.OK ? with(state, true, state.watching()) : state;
            case Effect.Execute _ -> state.multi() ? with(state, false, false) : state;
            case Effect.Discard _ ->
                    // Refused (arity, permission), it leaves the transaction open; EXEC never does.
                    answer == Answer.OK && state.multi() ? with(state, false, false) : state;
            case Effect.Watch _ -> answer == Answer.OK ? with(state, state.multi(), true) : state;
            case Effect.Unwatch _ ->
                    answer == Answer.OK ? with(state, state.multi(), false) : state;
            case Effect.Keep _ -> answer == Answer.ERROR ? state : kept(state);
            case Effect.Taint _, Effect.Select _, Effect.Name _, Effect.Hello _, Effect.Login _ ->
                    answer == Answer.QUEUED ? kept(state) : state;
        };
    }

    /// What of the state the client still counts on after the connection ended with these effects
    /// unanswered. A transaction whose EXEC was not sent is open: nothing of it has run, and
    /// nothing may, so that its MULTI counts as answered.
    static ConnectionState lost(ConnectionState state, List<Effect> unanswered) {
        boolean multi = state.multi();
        boolean watching = state.watching();
        for (Effect effect : unanswered) {
            if (effect instanceof Effect.Begin) {
                multi = true;
            } else if (multi
                    && (effect instanceof Effect.Execute || effect instanceof Effect.Discard)) {
                multi = false;
                watching = false;
            }
        }
        return with(state, multi, watching);
    }

    /// The state after the server confirmed a subscription or its end.
    ///
    /// @param total the confirmation's count: channels and patterns together, or shard channels
    static ConnectionState confirmed(ConnectionState state, Effect.Subscription kind, int total) {
        return switch (kind) {
            case CHANNEL ->
                    counts(
                            state,
                            total - state.patterns(),
                            state.patterns(),
                            state.shardChannels());
            case PATTERN ->
                    counts(
                            state,
                            state.channels(),
                            total - state.channels(),
                            state.shardChannels());
            case SHARD -> counts(state, state.channels(), state.patterns(), total);
        };
    }

    private static ConnectionState with(ConnectionState state, boolean multi, boolean watching) {
        return new ConnectionState(
                multi,
                watching,
                state.channels(),
                state.patterns(),
                state.shardChannels(),
                state.kept());
    }

    private static ConnectionState kept(ConnectionState state) {
        return new ConnectionState(
                state.multi(),
                state.watching(),
                state.channels(),
                state.patterns(),
                state.shardChannels(),
                true);
    }

    private static ConnectionState counts(
            ConnectionState state, int channels, int patterns, int shardChannels) {
        return new ConnectionState(
                state.multi(),
                state.watching(),
                Math.max(0, channels),
                Math.max(0, patterns),
                Math.max(0, shardChannels),
                state.kept());
    }
}
