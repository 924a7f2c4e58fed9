package dev.redoubt.pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What a planned move did so far: told as it happens, with times, and undone in reverse. Used by
/// the thread that carries the move out.
final class MoveSteps {
    private static final Logger log = LoggerFactory.getLogger(MoveSteps.class);

    private final Consumer<String> listener;
    private final long startNanos = System.nanoTime();
    private final Deque<Step> done = new ArrayDeque<>();
    private final Set<String> lasting = new HashSet<>();
    private final List<String> left = new ArrayList<>();

    private record Step(String undoing, Undo undo) {}

    /// The way back of one step.
    interface Undo {
        void run() throws MoveFailed;
    }

    MoveSteps(Consumer<String> listener) {
        this.listener = listener;
    }

    /// Tells of something. Whoever listens cannot stop the move by failing to.
    void tell(String words) {
        try {
            listener.accept("%6d ms  %s".formatted(since().toMillis(), words));
        } catch (RuntimeException e) {
            log.error("a step of a planned move was not told: {}", words, e);
        }
    }

    /// Tells of something that an operator has to do, or to look after.
    void leave(String words) {
        left.add(words);
        tell("left to do: " + words);
    }

    /// What is left to do.
    List<String> left() {
        return List.copyOf(left);
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
            } catch (RuntimeException e) {
                // A fault of ours: the steps before this one are taken back nevertheless.
                log.error("a step of a planned move was not undone: {}", step.undoing(), e);
                tell("NOT undone: " + step.undoing() + ": " + e);
                whole = false;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return whole;
    }
}
