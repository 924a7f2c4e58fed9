package dev.redoubt.session;

import dev.redoubt.snapshot.Reason;

import java.util.Locale;

/// The error replies of the proxy's own: Redis' words where Redis has them, else words that begin
/// with `ERR redoubt:`. Each is a whole reply without its CRLF.
final class Errors {
    static final String NOAUTH = "-NOAUTH Authentication required.";

    static final String NOAUTH_HELLO =
            "-NOAUTH HELLO must be called with the client already authenticated, otherwise the"
                    + " HELLO <proto> AUTH <user> <pass> option can be used to authenticate the"
                    + " client and select the RESP protocol version at the same time";

    static final String WRONGPASS =
            "-WRONGPASS invalid username-password pair or user is disabled.";

    static final String SYNTAX = "-ERR syntax error";

    private Errors() {}

    static String arity(String command) {
        return "-ERR wrong number of arguments for '" + command + "' command";
    }

    static String replication(String command) {
        return "-ERR redoubt: "
                + printable(command)
                + " is not passed on: replicate from the Redis server itself";
    }

    /// The link ended first: nobody can tell what the server did.
    static String unanswered(String command) {
        return "-ERR redoubt: the connection to the primary ended before "
                + printable(command)
                + " was answered; it may or may not have been executed";
    }

    static String noPrivateLink(String reason) {
        return "-ERR redoubt: no private link to the primary: " + reason;
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
