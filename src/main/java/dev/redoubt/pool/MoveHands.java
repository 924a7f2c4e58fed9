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
    private Optional<Instant> holdingUntil = Optional.empty();

    /// @param held hears on the control loop for how long commands are held; zero: no more
    MoveHands(
            EventLoop control,
            PrimaryWatch watch,
            WritePause writes,
            PlannedSource source,
            List<SessionContext> contexts,
            Supplier<Optional<HostPort>> primary,
            Consumer<Duration> held) {
        this.control = control;
        this.watch = watch;
        this.writes = writes;
        this.source = source;
        this.contexts = contexts;
        this.primary = primary;
        this.held = held;
    }

    @Override
    public Optional<HostPort> primary() {
        return primary.get();
    }

    @Override
    public PlannedMove.Hold hold(Duration most) throws MoveFailed {
        Answer answer =
                onControl(() -> {
                    watch.woken();
                    Optional<Instant> before = writes.until().or(watch.pauses()::until);
                    if (before.isPresent()) {
                        return new Answer.AlreadyPaused(watch.pool(), before.get());
                    }
                    // First: so it ends before anything is sent again.
                    source.sustain(most);
                    Answer paused = watch.pause(most);
                    holdingUntil = watch.pauses().until();
                    held.accept(most);
                    return paused;
                });
        if (answer == null || !answer.isDone()) {
            throw new MoveFailed(answer == null ? "the control loop is busy" : answer.words());
        }
        Instant until = ((Answer.Paused) answer).until();
        return () -> control.execute(() -> release(until));
    }

    /// Whether commands are held for a move now. Control loop only.
    boolean isHolding() {
        return holdingUntil.isPresent() && watch.pauses().until().equals(holdingUntil);
    }

    /// Not a pause that came after this one.
    private void release(Instant until) {
        if (watch.pauses().until().equals(Optional.of(until))) {
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
        onControl(() -> {
            source.runAhead(from, target, most);
            return true;
        });
    }

    private <T> @Nullable T onControl(Callable<T> work) {
        return answer(control.submit(work));
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
