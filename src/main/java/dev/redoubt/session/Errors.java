package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.snapshot.Reason;

import java.util.Locale;

/// The error replies of the proxy's own: Redis' words where Redis has them, else words that begin
/// with `ERR redoubt:`. Each is a whole reply without its CRLF.
final class Errors {
    static final String NOAUTH = "-NOAUTH Authentication required.";

    static final String NOAUTH_HELLO =
            "-NOAUTH HELLO must be called with the client already authenticated, otherwise the"
                    + " HELLO AUTH <user> <pass> option can be used to authenticate the"
                    + " client and select the RESP protocol version at the same time";

    static final String WRONGPASS =
            "-WRONGPASS invalid username-password pair or user is disabled.";

    static final String EXECABORT = "-EXECABORT Transaction discarded because of previous errors.";

    static final String SYNTAX = "-ERR syntax error";

    static final String PROTOCOL = "-NOPROTO unsupported protocol version";

    static final String PROTOCOL_NOT_INTEGER =
            "-ERR Protocol version is not an integer or out of range";

    static final String CLIENT_NAME =
            "-ERR Client names cannot contain spaces, newlines or special characters.";

    private Errors() {}

    static String arity(String command) {
        return "-ERR wrong number of arguments for '" + command + "' command";
    }

    static String unknownSubcommand(String subcommand, String command) {
        return "-ERR unknown subcommand '" + shown(subcommand) + "'. Try " + command + " HELP.";
    }

    /// A client of a unix socket asks where to connect to.
    static String noAddress(String pool) {
        return "-ERR redoubt: pools."
                + pool
                + ".announce: missing (expected: host:port, which a unix socket does not have)";
    }

    static String helloOption(String option) {
        return "-ERR Syntax error in HELLO option '" + shown(option) + "'";
    }

    /// What a client hears that has not logged in: Redis looks at the number of arguments first,
    /// and calls EXEC's end by its name.
    static String stranger(CommandSpec spec, int arguments) {
        String reason =
                spec.takes(arguments)
                        ? NOAUTH.substring(1)
                        : "wrong number of arguments for '" + spec.name() + "' command";
        if (spec.name().equals("exec")) {
            return "-EXECABORT Transaction discarded because of: " + reason;
        }
        return spec.takes(arguments) ? NOAUTH : "-ERR " + reason;
    }

    /// The link ended first: nobody can tell what the server did.
    static String unanswered(String command) {
        return "-ERR redoubt: the connection to the primary ended before "
                + printable(command)
                + " was answered; it may or may not have been executed";
    }

    /// The link ended while the request was still coming: no server has seen the whole of it.
    static String cutShort(String command) {
        return "-ERR redoubt: the connection to the primary ended before the whole of "
                + printable(command)
                + " was sent; it was not executed";
    }

    static String tooLarge(String command) {
        return "-ERR redoubt: " + printable(command) + " with more than 1 MiB is not passed on";
    }

    /// A server that a script keeps busy refuses in its own words, as it would refuse the command.
    static String noPrivateLink(String reason) {
        if (reason.startsWith("BUSY ")) {
            return "-" + reason;
        }
        return "-ERR redoubt: no private link to the primary: " + reason;
    }

    /// As Redis shows what a client sent: on one line.
    private static String shown(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }

    /// What the end of a client is counted as that is told `problem`; the scanner says of an
    /// argument past the limit what Redis says.
    static Reason reason(String problem) {
        return problem.endsWith("invalid bulk length") ? Reason.REQUEST : Reason.PROTOCOL;
    }

    /// A client's bytes must not end an error line early, nor a log line.
    private static String printable(String command) {
        return command.toUpperCase(Locale.ROOT).replaceAll("[^\\x21-\\x7e]", "?");
    }
}
