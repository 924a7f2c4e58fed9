package dev.redoubt.session;

import dev.redoubt.snapshot.Tally;

/// What the sessions of one pool on one loop count.
///
/// @param connected clients that were let in
/// @param disconnected clients that are gone again
/// @param commands that were sent to the backend or answered here
/// @param heldSessions times that a session began to wait for a primary
/// @param refused commands that waited in vain
/// @param unanswered commands whose link ended before their reply
/// @param outputOverflows clients closed because they left too much unread
/// @param rejectedClients clients turned away at the door
/// @param privateTurns times that a session moved to a private link
public record SessionTallies(
        Tally connected,
        Tally disconnected,
        Tally commands,
        Tally heldSessions,
        Tally refused,
        Tally unanswered,
        Tally outputOverflows,
        Tally rejectedClients,
        Tally privateTurns) {
    /// All at zero.
    public static SessionTallies create() {
        return new SessionTallies(
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally());
    }
}
