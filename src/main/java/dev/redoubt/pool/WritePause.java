package dev.redoubt.pool;

import dev.redoubt.backend.Interference;
import dev.redoubt.operate.Answer;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An operator holds a pool's writes, and reads go on. Changed on the control loop only; any thread
/// may look.
final class WritePause {
    private static final Logger log = LoggerFactory.getLogger(WritePause.class);

    private final String pool;
    private final EventLoop control;
    private final Interference interference;
    private final Runnable goOn;
    private volatile Optional<Instant> until = Optional.empty();
    private long beganNanos;
    private @Nullable Future<?> end;

    /// @param goOn lets whoever waits try again, on every loop
    WritePause(String pool, EventLoop control, Interference interference, Runnable goOn) {
        this.pool = pool;
        this.control = control;
        this.interference = interference;
        this.goOn = goOn;
    }

    /// When the one under way ends by itself; empty without one.
    Optional<Instant> until() {
        return until;
    }

    /// The one under way, for whoever wants to begin another one.
    Optional<Answer> refusal() {
        return until.map(end -> new Answer.AlreadyPaused(pool, end));
    }

    /// There is none under way.
    Answer begin(Duration limit) {
        Instant ends = Instant.now().plus(limit).truncatedTo(ChronoUnit.MILLIS);
        until = Optional.of(ends);
        beganNanos = System.nanoTime();
        interference.holdWrites(limit);
        end = control.schedule(this::overdue, limit.toNanos(), TimeUnit.NANOSECONDS);
        log.info(
                "pool {}: writes are paused by an operator, until {} at the latest; reads go on",
                pool,
                ends);
        return new Answer.Paused(pool, ends, limit);
    }

    private void overdue() {
        Duration lasted = over();
        log.warn(
                "pool {}: writes were paused for {} ms, which is all that hold allows: they go on"
                        + " by themselves",
                pool,
                lasted.toMillis());
    }

    /// Writes go on; there is one under way.
    Answer end() {
        Duration lasted = over();
        log.info("pool {}: writes go on after {} ms", pool, lasted.toMillis());
        return new Answer.Resumed(pool, lasted);
    }

    private Duration over() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
        until = Optional.empty();
        interference.holdWrites(Duration.ZERO);
        goOn.run();
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }
}
