package dev.redoubt.net;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/// Says in words what the operating system's errors mean for an operator.
public final class ConnectFailures {
    private ConnectFailures() {}

    /// Why a connection could not be made, or broke.
    public static Ending ending(Throwable cause) {
        return switch (cause) {
            case UnknownHostException _ -> unreachable("host name not known");
            case UnresolvedAddressException _ -> unreachable("host name not known");
            case NoRouteToHostException _ -> unreachable("no route to host");
            case ConnectException refused when says(refused, "refused") ->
                    new Ending(Ending.Kind.NOT_LISTENING, "connection refused");
            case ConnectException other -> unreachable(message(other));
            default -> new Ending(Ending.Kind.BROKEN, broken(cause));
        };
    }

    private static String broken(Throwable cause) {
        if (says(cause, "reset")) {
            return "connection reset by the server";
        }
        // The kernel gave up: see KeepAlive.
        return says(cause, "timed out") ? "no sign of life from its machine" : message(cause);
    }

    private static Ending unreachable(String words) {
        return new Ending(Ending.Kind.UNREACHABLE, words);
    }

    private static boolean says(Throwable cause, String word) {
        return message(cause).toLowerCase(Locale.ROOT).contains(word);
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
