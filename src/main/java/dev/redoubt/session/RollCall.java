package dev.redoubt.session;

import dev.redoubt.net.Loop;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Asks all loops of a pool the same, each on its own thread, since nobody else may look at its
/// sessions. The answers come back to the asker's loop; one that does not come in time is not
/// waited for.
final class RollCall<T> {
    private static final long PATIENCE_MILLIS = 1000;

    private final Consumer<List<T>> then;
    private final List<T> answers = new ArrayList<>();
    private final int loops;
    private @Nullable Future<?> timer;
    private boolean over;

    private RollCall(int loops, Consumer<List<T>> then) {
        this.loops = loops;
        this.then = then;
    }

    /// @param then gets the answers, in any order, later on the asker's loop
    static <T> void hold(
            SessionContext asker, Function<SessionContext, T> question, Consumer<List<T>> then) {
        Loop home = asker.loop();
        RollCall<T> call = new RollCall<>(asker.peers().size(), then);
        call.timer =
                home.eventLoop()
                        .schedule(
                                home.faults().guarded(call::finish),
                                PATIENCE_MILLIS,
                                TimeUnit.MILLISECONDS);
        for (SessionContext peer : asker.peers()) {
            peer.loop()
                    .eventLoop()
                    .execute(
                            peer.loop()
                                    .faults()
                                    .guarded(() -> {
                                        T answer = question.apply(peer);
                                        home.eventLoop()
                                                .execute(
                                                        home.faults()
                                                                .guarded(() -> call.heard(answer)));
                                    }));
        }
    }

    private void heard(T answer) {
        answers.add(answer);
        if (answers.size() == loops) {
            finish();
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        then.accept(List.copyOf(answers));
    }
}
