package dev.redoubt.pool;

import dev.redoubt.failover.FailoverAction.PauseEnd;
import dev.redoubt.operate.Answer;
import dev.redoubt.snapshot.Pausing;
import dev.redoubt.snapshot.Tally;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Tells of what holds all commands of one pool on purpose: an operator's pause, or a planned move.
/// Changed on the control loop only; any thread may look.
final class Pauses {
    private static final Logger log = LoggerFactory.getLogger(Pauses.class);

    /// Nobody's wait may be over before the pause is, also where the pause is noticed late.
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /// Who holds commands.
    enum By {
        OPERATOR,
        MOVE
    }

    /// One under way.
    private record Begun(By by, Instant until) {}

    private final String pool;
    private final Tally pauses = new Tally();
    private final Tally holds = new Tally();
    private By next = By.OPERATOR;
    private volatile Optional<Begun> begun = Optional.empty();

    Pauses(String pool) {
        this.pool = pool;
    }

    /// How long a pause may be where commands wait for `hold` at most.
    static Duration limit(Duration hold) {
        Duration quarter = hold.dividedBy(4);
        return hold.minus(quarter.compareTo(MARGIN) < 0 ? quarter : MARGIN);
    }

    /// Whose the next one is.
    void next(By by) {
        next = by;
    }

    void begun(Duration limit) {
        Instant end = Instant.now().plus(limit).truncatedTo(ChronoUnit.MILLIS);
        begun = Optional.of(new Begun(next, end));
        switch (next) {
            case OPERATOR -> {
                pauses.add(1);
                log.info(
                        "pool {}: paused by an operator, until {} at the latest; commands wait",
                        pool,
                        end);
            }
            case MOVE -> {
                holds.add(1);
                log.info(
                        "pool {}: commands wait for a planned move, until {} at the latest",
                        pool,
                        end);
            }
        }
    }

    void ended(PauseEnd end, Duration lasted) {
        By by = begun.map(Begun::by).orElse(By.OPERATOR);
        begun = Optional.empty();
        switch (by) {
            case OPERATOR -> tellPause(end, lasted.toMillis());
            case MOVE -> tellHold(end, lasted.toMillis());
        }
    }

    private void tellPause(PauseEnd end, long millis) {
        switch (end) {
            case ORDER -> log.info("pool {}: resumed by an operator after {} ms", pool, millis);
            case LIMIT ->
                    log.warn(
                            "pool {}: paused for {} ms, which is all that hold allows: goes on by"
                                    + " itself",
                            pool,
                            millis);
        }
    }

    private void tellHold(PauseEnd end, long millis) {
        switch (end) {
            case ORDER ->
                    log.info(
                            "pool {}: commands go on; they waited for a planned move for {} ms",
                            pool,
                            millis);
            case LIMIT ->
                    log.warn(
                            "pool {}: commands waited for a planned move for {} ms, which is as"
                                    + " long as it may hold them: they go on by themselves",
                            pool,
                            millis);
        }
    }

    /// When what is under way ends by itself; empty while nothing is.
    Optional<Instant> until() {
        return begun.map(Begun::until);
    }

    /// When what this one holds goes on by itself; empty while it holds nothing.
    Optional<Instant> until(By by) {
        return begun.filter(each -> each.by() == by).map(Begun::until);
    }

    /// What is under way, as the reason why commands wait.
    Optional<String> reason() {
        return begun.map(each ->
                switch (each.by()) {
                    case OPERATOR -> "paused by an operator until " + each.until();
                    case MOVE -> "held for a planned move until " + each.until();
                });
    }

    /// What is under way, for whoever wants to begin another one.
    Optional<Answer> refusal() {
        return begun.map(each ->
                switch (each.by()) {
                    case OPERATOR -> new Answer.AlreadyPaused(pool, each.until());
                    case MOVE -> new Answer.BeingMoved(pool, each.until());
                });
    }

    /// For people and programs.
    ///
    /// @param writesUntil when an operator's pause of writes ends by itself
    Pausing figures(Optional<Instant> writesUntil) {
        Optional<Begun> now = begun;
        return new Pausing(
                now.filter(each -> each.by() == By.OPERATOR)
                        .map(Begun::until)
                        .or(() -> writesUntil),
                pauses.value(),
                now.filter(each -> each.by() == By.MOVE).map(Begun::until),
                holds.value());
    }
}
