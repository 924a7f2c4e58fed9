package dev.redoubt.backend;

import dev.redoubt.net.Credentials;
import dev.redoubt.net.TurnedAway;
import dev.redoubt.resp.RespValue;

import java.util.Optional;

/// What a new link asks, and what an answer means.
enum OpeningQuestion {
    OWN_USER,
    IDENTITY,
    NAME,
    READY,
    ROLE,
    PROCESS,
    SCRIPT;

    private static final String RUN_ID = "run_id:";

    /// Why the link cannot be used; empty where this answer does not say so.
    ///
    /// @param pledges know which process may be used
    Optional<OpenFailure> judge(RespValue value, Pledges pledges) {
        boolean error = value instanceof RespValue.ErrorReply;
        String text = value instanceof RespValue.ErrorReply(String message) ? message : "";
        if (text.startsWith("BUSY ") && this != IDENTITY) {
            // A script runs. What the clients ask is answered so, too, and they can end it; but not
            // at a process of which nobody knows what it has.
            return this == PROCESS && !pledges.trusts("")
                    ? failure(OpenFailure.Kind.UNREACHABLE, text)
                    : Optional.empty();
        }
        if (passes(text)) {
            return failure(OpenFailure.Kind.UNREACHABLE, text);
        }
        if (TurnedAway.says(text)) {
            return failure(OpenFailure.Kind.REFUSED, text);
        }
        return switch (this) {
            case NAME, READY, SCRIPT -> Optional.empty();
            case OWN_USER ->
                    error && !Credentials.areUnneeded(text)
                            ? failure(
                                    OpenFailure.Kind.UNREACHABLE,
                                    "the pool's own user is refused: " + text)
                            : Optional.empty();
            case IDENTITY ->
                    error && !Credentials.areUnneeded(text)
                            ? failure(OpenFailure.Kind.REFUSED, text)
                            : Optional.empty();
            case ROLE -> judgeRole(value, text);
            case PROCESS -> judgeProcess(value, pledges);
        };
    }

    private static Optional<OpenFailure> failure(OpenFailure.Kind kind, String text) {
        return Optional.of(new OpenFailure(kind, text));
    }

    /// Whether the server will be ready by itself: try again.
    private static boolean passes(String error) {
        return error.startsWith("LOADING ") || error.startsWith("MASTERDOWN ");
    }

    /// A user who may not ask for the role is believed: the pool's own links have asked.
    private static Optional<OpenFailure> judgeRole(RespValue value, String error) {
        if (error.startsWith("NOPERM")) {
            return Optional.empty();
        }
        if (!error.isEmpty()) {
            return failure(OpenFailure.Kind.REFUSED, error);
        }
        String role =
                value.elements().isEmpty() ? "" : value.elements().getFirst().text().orElse("");
        return role.equals("master")
                ? Optional.empty()
                : failure(OpenFailure.Kind.NOT_PRIMARY, "its ROLE is " + role);
    }

    /// A connection goes to one process for as long as it lives; whoever may not ask which cannot
    /// be told whether it has what was acknowledged, either.
    private static Optional<OpenFailure> judgeProcess(RespValue value, Pledges pledges) {
        boolean known =
                value.text().flatMap(OpeningQuestion::runId).map(pledges::trusts).orElse(true);
        return known
                ? Optional.empty()
                : failure(
                        OpenFailure.Kind.RESTARTED,
                        "it was restarted, and has not said yet whether it has what replicas had"
                                + " acknowledged");
    }

    private static Optional<String> runId(String info) {
        return info.lines()
                .filter(line -> line.startsWith(RUN_ID))
                .map(line -> line.substring(RUN_ID.length()).strip())
                .findFirst();
    }
}
