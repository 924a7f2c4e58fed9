package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;

import java.util.List;

/// Which requests an operator's pause of writes keeps waiting: what may write, and what nobody
/// knows. What is queued in a transaction runs at its EXEC, which waits for all of it.
final class WriteHold {
    private WriteHold() {}

    /// Whether the request that the scanner found waits, outside of transactions.
    static boolean stops(Session session, CommandSpec spec) {
        return session.backend().interference().holdsWrites() && writes(session, spec);
    }

    /// The same of a request that is too large to gather, and has but begun.
    static boolean stopsBegun(Session session, CommandSpec spec) {
        return session.backend().interference().holdsWrites() && spec.mayWrite();
    }

    private static boolean writes(Session session, CommandSpec spec) {
        return spec.handling() == Handling.CONNECTION
                ? changesFunctions(spec, session.input().arguments())
                : spec.mayWrite();
    }

    /// SCRIPT LOAD changes no data, and what ends a script that runs must get through.
    private static boolean changesFunctions(CommandSpec spec, List<byte[]> arguments) {
        String subcommand = arguments.size() > 1 ? Requests.word(arguments.get(1)) : "";
        return spec.name().equals("function")
                && switch (subcommand) {
                    case "LOAD", "DELETE", "FLUSH", "RESTORE" -> true;
                    default -> false;
                };
    }
}
