package dev.redoubt.pool;

import dev.redoubt.net.LogPace;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Pauses of one pool: of everything, or of writes; one at a time, by an operator here or at
/// another node. Control loop only.
///
/// Anybody who may publish at the primary past Redoubt can order them: for as long as `hold`
/// allows, and not again within [#REST_NANOS] of the last one's end.
final class PoolOrders implements Peers.Orders {
    private static final Logger log = LoggerFactory.getLogger(PoolOrders.class);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String pool;
    private final PrimaryWatch watch;
    private final WritePause writes;
    private final Supplier<Duration> limit;
    private final LogPace tooSoon = new LogPace(System.nanoTime());
    private long restUntilNanos = System.nanoTime();

    /// @param limit how long a pause may be
    PoolOrders(String pool, PrimaryWatch watch, WritePause writes, Supplier<Duration> limit) {
        this.pool = pool;
        this.watch = watch;
        this.writes = writes;
        this.limit = limit;
    }

    /// What tells others of a pause here.
    static PeerMessage message(String order, Request.Held held, Answer.Paused here) {
        PeerMessage.Scope scope =
                switch (held) {
                    case EVERYTHING -> PeerMessage.Scope.EVERYTHING;
                    case WRITES -> PeerMessage.Scope.WRITES;
                };
        Duration limit = here.limit();
        return new PeerMessage.Pause(
                order,
                scope,
                limit.compareTo(PeerMessage.LONGEST_PAUSE) < 0 ? limit : PeerMessage.LONGEST_PAUSE);
    }

    /// When an operator's pause ends by itself; from any thread.
    Optional<Instant> until() {
        return watch.pauses().until(Pauses.By.OPERATOR).or(writes::until);
    }

    /// When an operator's pause of writes ends by itself; from any thread.
    Optional<Instant> writesUntil() {
        return writes.until();
    }

    /// What holds commands on purpose, for a process that would take over; from any thread.
    Optional<String> objection() {
        return until().map(end ->
                        "paused by an operator until %s (redoubt resume %s)".formatted(end, pool))
                .or(watch.pauses()::reason);
    }

    /// An operator here holds commands.
    Answer pause(Request.Held held) {
        return pause(held, limit.get());
    }

    /// The same for an order that goes to all nodes: where they wait already, the others are told
    /// again, for as long as this one still waits.
    Answer pauseWithOthers(Request.Held held) {
        Duration left =
                until().map(end -> Duration.between(Instant.now(), end)).orElse(Duration.ZERO);
        return isPaused(held) && left.toMillis() > 0
                ? new Answer.Paused(pool, until().orElseThrow(), left)
                : pause(held);
    }

    /// Whether an operator has these commands wait already.
    private boolean isPaused(Request.Held held) {
        boolean everything = watch.pauses().until(Pauses.By.OPERATOR).isPresent();
        return switch (held) {
            case EVERYTHING -> everything;
            case WRITES -> everything || writes.until().isPresent();
        };
    }

    private Answer pause(Request.Held held, Duration most) {
        Optional<Answer> refusal = watch.pauses().refusal().or(writes::refusal);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return switch (held) {
            case EVERYTHING -> watch.pause(most, Pauses.By.OPERATOR);
            case WRITES -> writes.begin(most);
        };
    }

    /// An operator here lets commands go on; a move's are none of his.
    Answer resume() {
        long restNanos = System.nanoTime() + REST_NANOS;
        if (restUntilNanos - restNanos > 0) {
            restUntilNanos = restNanos;
        }
        if (writes.until().isPresent()) {
            return writes.end();
        }
        Optional<Instant> moving = watch.pauses().until(Pauses.By.MOVE);
        return moving.isPresent() ? new Answer.BeingMoved(pool, moving.get()) : watch.resume();
    }

    @Override
    public boolean pause(PeerName by, PeerMessage.Pause pause) {
        Request.Held held =
                switch (pause.scope()) {
                    case EVERYTHING -> Request.Held.EVERYTHING;
                    case WRITES -> Request.Held.WRITES;
                };
        if (isPaused(held)) {
            return true;
        }
        long now = System.nanoTime();
        if (now - restUntilNanos < 0) {
            long times = tooSoon.happened(now);
            if (times > 0) {
                log.warn(
                        "pool {}: {} pauses it again, too soon: it is not{}",
                        pool,
                        by,
                        times > 1 ? " (" + times + " such orders since it was told last)" : "");
            }
            return false;
        }
        Duration own = limit.get();
        Duration most = own.compareTo(pause.most()) < 0 ? own : pause.most();
        boolean paused = pause(held, most).isDone();
        if (paused) {
            restUntilNanos = now + most.toNanos() + REST_NANOS;
            log.info("pool {}: the pause was ordered by {}", pool, by);
        }
        return paused;
    }

    @Override
    public void resume(PeerName by) {
        if (resume().isDone()) {
            log.info("pool {}: the end of the pause was ordered by {}", pool, by);
        }
    }
}
