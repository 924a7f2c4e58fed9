package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;

import org.jspecify.annotations.Nullable;

/// A request that is too large to gather, judged by its beginning: it streams over a private link,
/// so only commands whose arguments need not be known here can be passed on.
///
/// @param command as far as its name is known
/// @param effect what it does to its connection
/// @param refusal the whole reply where it cannot be passed on, else null
record LargeRequest(CommandSpec command, Effect effect, @Nullable String refusal) {
    /// Judges the request that the session's scanner has begun.
    static LargeRequest of(Session session) {
        ClientInput input = session.input();
        CommandSpec spec = session.context().find(input.buffer(), input.scanner());
        if (!session.profile().isAuthenticated()) {
            return new LargeRequest(spec, new Effect.None(), Errors.NOAUTH);
        }
        int arguments = input.scanner().argumentCount() - 1;
        return switch (spec.handling()) {
            case PLAIN, INFO, SCRIPT, BLOCKING, ENDING, MULTI, WATCH, SUBSCRIBE, UNSUBSCRIBE ->
                    new LargeRequest(spec, Effects.counted(spec, arguments), null);
            case PUBLISH -> {
                ReservedChannel reserved = ReservedChannel.begunIn(input);
                yield new LargeRequest(
                        spec, new Effect.None(), reserved == null ? null : reserved.refusal());
            }
            case CONNECTION ->
                    isScriptLoad(spec, input)
                            ? new LargeRequest(spec, new Effect.None(), null)
                            : new LargeRequest(
                                    spec, new Effect.None(), Errors.tooLarge(spec.name()));
            case WAIT, SELECT, MONITOR, AUTH, HELLO, QUIT, RESET, REPLICATION, FOREIGN, SENTINEL ->
                    new LargeRequest(spec, new Effect.None(), Errors.tooLarge(spec.name()));
        };
    }

    /// A script may be large, and so may a library of functions; no other argument of these
    /// commands needs to be.
    private static boolean isScriptLoad(CommandSpec spec, ClientInput input) {
        return (spec.name().equals("script") && input.beginsWith("SCRIPT", "LOAD"))
                || spec.name().equals("function");
    }
}
