package dev.redoubt.pool;

import dev.redoubt.resp.RespValue;

import java.util.ArrayList;
import java.util.List;

/// What a server or a Sentinel lets the user do whom Redoubt is there, as far as it tells (ACL
/// DRYRUN, <https://redis.io/docs/latest/commands/acl-dryrun/>): before Redis 7.0 none does, and
/// later only if that user may ask it. Immutable.
///
/// @param denied what it would refuse, and in which words
/// @param unknown what it does not tell, and why; empty if it tells all
record Rights(List<String> denied, String unknown) {
    /// Asks for all of these at once.
    static Rights at(Dialogue server, List<List<String>> commands) throws MoveFailed {
        List<String> denied = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        String why = "";
        List<RespValue> told =
                server.askAll(commands.stream().map(each -> question(server, each)).toList());
        for (int i = 0; i < told.size(); i++) {
            String command = String.join(" ", commands.get(i));
            switch (told.get(i)) {
                case RespValue.BulkString refusal ->
                        denied.add(server.server() + ": " + command + ": " + refusal.content());
                case RespValue.ErrorReply error -> {
                    untold.add(command);
                    why = error.message();
                }
                default -> {}
            }
        }
        return new Rights(
                List.copyOf(denied),
                untold.isEmpty()
                        ? ""
                        : "not known whether %s allows %s (ACL DRYRUN: %s)"
                                .formatted(server.server(), String.join(", ", untold), why));
    }

    private static List<String> question(Dialogue server, List<String> command) {
        List<String> question = new ArrayList<>(List.of("ACL", "DRYRUN", server.user()));
        question.addAll(command);
        return question;
    }

    /// Says what is not known.
    ///
    /// @param obstacles gets what stands in the way
    void tell(MoveSteps steps, List<String> obstacles) {
        obstacles.addAll(denied);
        if (!unknown.isEmpty()) {
            steps.tell(unknown);
        }
    }
}
