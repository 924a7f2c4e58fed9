package dev.redoubt.pool;

import dev.redoubt.failover.FailoverAction.PauseEnd;
import dev.redoubt.snapshot.Tally;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Tells of an operator's pauses of one pool. Changed on the control loop only; any thread may
/// look.
final class Pauses {
    private static final Logger log = LoggerFactory.getLogger(Pauses.class);

    /// Nobody's wait may be over before the pause is, also where the pause is noticed late.
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final String pool;
    private final Tally count = new Tally();
    private volatile Optional<Instant> until = Optional.empty();

    Pauses(String pool) {
        this.pool = pool;
    }

    /// How long a pause may be where commands wait for `hold` at most.
    static Duration limit(Duration hold) {
        Duration quarter = hold.dividedBy(4);
        return hold.minus(quarter.compareTo(MARGIN) < 0 ? quarter : MARGIN);
    }

    void begun(Duration limit) {
        Instant end = Instant.now().plus(limit).truncatedTo(ChronoUnit.MILLIS);
        until = Optional.of(end);
        count.add(1);
        log.info(
                "pool {}: paused by an operator, until {} at the latest; commands wait", pool, end);
    }

    void ended(PauseEnd end, Duration lasted) {
        until = Optional.empty();
        switch (end) {
            case OPERATOR ->
                    log.info(
                            "pool {}: resumed by an operator after {} ms", pool, lasted.toMillis());
            case LIMIT ->
                    log.warn(
                            "pool {}: paused for {} ms, which is all that hold allows: goes on by"
                                    + " itself",
                            pool,
                            lasted.toMillis());
        }
    }

    /// When the pause under way ends by itself; empty without one.
    Optional<Instant> until() {
        return until;
    }

    /// Pauses so far.
    long count() {
        return count.value();
    }
}
