package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;

import java.util.List;
import java.util.Objects;

/// Commands that are not simply passed on: answered here, refused, or sent to a private link.
/// Called with everything before them answered.
final class SpecialCommands {
    private SpecialCommands() {}

    /// Deals with the request that the scanner found, on a clean connection.
    ///
    /// @return whether the next request can be taken at once
    static boolean handle(Session session, CommandSpec spec) {
        return switch (spec.handling()) {
            case AUTH -> Authentication.auth(session);
            case HELLO -> Authentication.hello(session);
            case QUIT -> quit(session);
            case RESET -> reset(session);
            case PLAIN,
                    SCRIPT,
                    ENDING,
                    BLOCKING,
                    WAIT,
                    MULTI,
                    WATCH,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    MONITOR,
                    REPLICATION ->
                    session.profile().isAuthenticated()
                            ? session.modes().enterPrivate()
                            : turnAway(session, spec);
            case INFO ->
                    session.profile().isAuthenticated()
                            ? session.modes().info()
                            : turnAway(session, spec);
            case SELECT ->
                    session.profile().isAuthenticated()
                            ? session.modes().select()
                            : turnAway(session, spec);
            case CONNECTION -> connection(session, spec);
            case SENTINEL ->
                    session.profile().isAuthenticated()
                            ? SentinelCommands.answer(session)
                            : turnAway(session, spec);
            case PUBLISH ->
                    session.profile().isAuthenticated()
                            ? publish(session)
                            : turnAway(session, spec);
            case FOREIGN -> {
                session.closeWhenFlushed();
                yield false;
            }
        };
    }

    /// Others than those to reserved channels are passed on.
    private static boolean publish(Session session) {
        ClientInput input = session.input();
        ReservedChannel reserved = ReservedChannel.of(input.buffer(), input.scanner());
        return answer(session, Objects.requireNonNull(reserved).refusal());
    }

    private static boolean connection(Session session, CommandSpec spec) {
        if (!session.profile().isAuthenticated()) {
            return turnAway(session, spec);
        }
        return isErrand(spec, session.input().arguments())
                ? session.modes().runErrand()
                : session.modes().enterPrivate();
    }

    /// Whether the command is for a server that a script keeps busy.
    private static boolean isErrand(CommandSpec spec, List<byte[]> arguments) {
        String subcommand = arguments.size() > 1 ? Requests.word(arguments.get(1)) : "";
        return switch (spec.name()) {
            case "script" -> subcommand.equals("KILL");
            case "function" -> subcommand.equals("KILL") || subcommand.equals("STATS");
            case "shutdown" -> true;
            default -> false;
        };
    }

    private static boolean turnAway(Session session, CommandSpec spec) {
        return answer(session, Errors.stranger(spec, session.input().scanner().argumentCount()));
    }

    /// Answers the request that the scanner found, and goes on behind it.
    static boolean answer(Session session, String line) {
        session.output().addLine(line);
        session.context().tallies().commands().add(1);
        session.input().skip();
        return true;
    }

    /// QUIT: everything before it is answered, so the connection ends
    /// (<https://redis.io/docs/latest/commands/quit/>).
    static boolean quit(Session session) {
        answer(session, "+OK");
        session.closeWhenFlushed();
        return false;
    }

    /// RESET: a connection like new (<https://redis.io/docs/latest/commands/reset/>).
    static boolean reset(Session session) {
        List<byte[]> arguments = session.input().arguments();
        if (arguments.size() != 1) {
            return answer(session, Errors.arity("reset"));
        }
        session.forgetState();
        return answer(session, "+RESET");
    }
}
