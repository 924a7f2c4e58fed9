package dev.redoubt.session;

import dev.redoubt.snapshot.NeedTallies;
import dev.redoubt.snapshot.ReasonTallies;
import dev.redoubt.snapshot.Tally;

/// What the sessions of one pool on one loop count.
///
/// @param connected clients that were let in
/// @param disconnected clients that are gone again
/// @param commands that were sent to the backend or answered here
/// @param heldSessions times that a session began to wait for a primary
/// @param unanswered commands whose link ended before their reply
/// @param retried commands that were sent again, their link having ended or their server having
///   turned them away
/// @param needs sessions that are on private links or moved to one, and why
/// @param reasons clients turned away at the door or closed, and commands refused
public record SessionTallies(
        Tally connected,
        Tally disconnected,
        Tally commands,
        Tally heldSessions,
        Tally unanswered,
        Tally retried,
        NeedTallies needs,
        ReasonTallies reasons) {
    /// All at zero.
    public static SessionTallies create() {
        return new SessionTallies(
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new Tally(),
                new NeedTallies(),
                new ReasonTallies());
    }
}
