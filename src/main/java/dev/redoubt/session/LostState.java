package dev.redoubt.session;

import dev.redoubt.net.LogPace;
import dev.redoubt.snapshot.Reason;
import dev.redoubt.snapshot.ReasonTallies;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of clients that are closed because a server refuses what their private link carried: they
/// did not ask for anything, so nobody else can tell them. Each is counted, the log has a line now
/// and then. Belongs to one loop.
final class LostState {
    private static final Logger log = LoggerFactory.getLogger(LostState.class);

    private final String pool;
    private final ReasonTallies reasons;
    private final LogPace pace = new LogPace(System.nanoTime());

    LostState(String pool, ReasonTallies reasons) {
        this.pool = pool;
        this.reasons = reasons;
    }

    /// One more is closed.
    ///
    /// @param words the beginning of what the server said
    void refused(String words) {
        reasons.count(Reason.RESTORATION);
        long count = pace.happened(System.nanoTime());
        if (count > 0) {
            log.warn(
                    "pool {}: the server refuses what lost private links carried (subscriptions,"
                            + " tracking, database …): {} clients closed since the last such"
                            + " line, now for {}",
                    pool,
                    count,
                    words);
        }
    }
}
