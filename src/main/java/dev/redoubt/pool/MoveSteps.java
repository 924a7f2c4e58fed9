package dev.redoubt.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// What a planned move did so far: told as it happens, with times, and undone in reverse. Used by
/// the thread that carries the move out.
final class MoveSteps {
    private final Consumer<String> listener;
    private final long startNanos = System.nanoTime();
    private final Deque<Step> done = new ArrayDeque<>();
    private final Set<String> lasting = new HashSet<>();

    private record Step(String undoing, Undo undo) {}

    /// The way back of one step.
    interface Undo {
        void run() throws MoveFailed;
    }

    MoveSteps(Consumer<String> listener) {
        this.listener = listener;
    }

    /// Tells of something.
    void tell(String words) {
        listener.accept("%6d ms  %s".formatted(since().toMillis(), words));
    }

    /// How long it goes on already.
    private Duration since() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /// A step is about to be done; should a later one fail, this takes it back.
    ///
    /// @param undoing what taking it back is, for people
    void canUndo(String undoing, Undo undo) {
        lasting.remove(undoing);
        done.push(new Step(undoing, undo));
    }

    /// This step is not to be taken back any more.
    ///
    /// @param undoing as it was given
    void forget(String undoing) {
        if (done.removeIf(step -> step.undoing().equals(undoing))) {
            lasting.add(undoing);
        }
    }

    /// Whether something was done for good.
    boolean areLasting() {
        return !lasting.isEmpty();
    }

    /// What was done stays.
    void keep() {
        done.clear();
    }

    /// Takes everything back, as far as that is possible.
    ///
    /// @return whether all of it was
    boolean undo() {
        // Who is told to stop still takes back what it did.
        boolean interrupted = Thread.interrupted();
        boolean whole = true;
        while (!done.isEmpty()) {
            Step step = done.pop();
            try {
                step.undo().run();
                tell("undone: " + step.undoing());
            } catch (MoveFailed e) {
                tell("NOT undone: " + step.undoing() + ": " + e.words());
                whole = false;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return whole;
    }
}
