package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Answer;
import dev.redoubt.session.SessionContext;
import dev.redoubt.topology.PlannedSource;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A pool's part in a planned move, for the thread that carries it out: each call is passed to the
/// loop whose it is, and waited for.
final class MoveHands implements PlannedMove.Hands {
    private static final long PATIENCE_MILLIS = 1000;

    private final EventLoop control;
    private final PrimaryWatch watch;
    private final WritePause writes;
    private final PlannedSource source;
    private final List<SessionContext> contexts;
    private final Supplier<Optional<HostPort>> primary;
    private final Consumer<Duration> held;
    private final Supplier<Duration> limit;

    /// @param held hears on the control loop for how long commands are held; zero: no more
    /// @param limit how long that may be; any thread asks
    MoveHands(
            EventLoop control,
            PrimaryWatch watch,
            WritePause writes,
            PlannedSource source,
            List<SessionContext> contexts,
            Supplier<Optional<HostPort>> primary,
            Consumer<Duration> held,
            Supplier<Duration> limit) {
        this.control = control;
        this.watch = watch;
        this.writes = writes;
        this.source = source;
        this.contexts = contexts;
        this.primary = primary;
        this.held = held;
        this.limit = limit;
    }

    @Override
    public Optional<HostPort> primary() {
        return primary.get();
    }

    @Override
    public String reason() {
        return watch.reason();
    }

    @Override
    public Optional<String> objection() {
        return refusal()
                .map(each ->
                        each instanceof Answer.AlreadyPaused(String pool, Instant until)
                                ? "it is paused by an operator until %s (expected: redoubt resume %s)"
                                        .formatted(until, pool)
                                : "another move holds its commands");
    }

    private Optional<Answer> refusal() {
        return writes.refusal().or(watch.pauses()::refusal);
    }

    @Override
    public Duration longestHold() {
        return limit.get();
    }

    @Override
    public PlannedMove.Hold hold(Duration asked) throws MoveFailed {
        // Another node's may be longer than the waits that this one allows.
        Duration own = limit.get();
        Duration most = own.compareTo(asked) < 0 ? own : asked;
        Optional<Answer> answer =
                inTime(() -> {
                    watch.woken();
                    Optional<Answer> refusal = refusal();
                    if (refusal.isPresent()) {
                        return refusal.get();
                    }
                    // First: so it ends before anything is sent again.
                    source.sustain(most);
                    Answer paused = watch.pause(most, Pauses.By.MOVE);
                    held.accept(most);
                    return paused;
                });
        if (!(answer.orElse(null) instanceof Answer.Paused(_, Instant until, _))) {
            throw new MoveFailed(answer.map(Answer::words).orElse("the control loop is busy"));
        }
        return () -> control.execute(() -> release(until));
    }

    /// Not a pause that came after this one.
    private void release(Instant until) {
        if (watch.pauses().until(Pauses.By.MOVE).equals(Optional.of(until))) {
            // First: nothing may be sent on a lease that nobody confirms.
            source.endSustaining();
            held.accept(Duration.ZERO);
            watch.resume();
        }
    }

    @Override
    public boolean isDrained() {
        for (SessionContext each : contexts) {
            Boolean drained =
                    answer(each.loop().eventLoop().submit((Callable<Boolean>) each::isAnswered));
            if (drained == null || !drained) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void runAhead(HostPort from, HostPort target, Duration most) {
        answer(control.submit(() -> source.runAhead(from, target, most)));
    }

    /// Empty if the control loop does not come to it in time; then it never does: nobody would be
    /// left who takes it back.
    private Optional<Answer> inTime(Callable<Answer> work) {
        AtomicBoolean decided = new AtomicBoolean();
        io.netty.util.concurrent.Future<Optional<Answer>> future =
                control.submit(() ->
                        decided.getAndSet(true)
                                ? Optional.<Answer>empty()
                                : Optional.of(work.call()));
        Optional<Answer> answer = answer(future);
        if (answer == null && decided.getAndSet(true)) {
            // It is at it: what it does is known in a moment, and must not be forgotten.
            future.awaitUninterruptibly();
            answer = answer(future);
        }
        return answer == null ? Optional.empty() : answer;
    }

    private static <T> @Nullable T answer(Future<T> future) {
        try {
            return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException _) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
