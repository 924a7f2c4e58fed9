package dev.redoubt.cli;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/// What the load saw. Written by all clients, read by anybody.
final class LoadCounters {
    private final LongAdder answered = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final LongAccumulator windowNanos = new LongAccumulator(Math::max, 0);
    private final AtomicReference<String> lastError = new AtomicReference<>("");

    /// One moment of the counters.
    ///
    /// @param answered commands with any reply, errors too
    /// @param errors replies that were errors
    /// @param broken connections that ended or could not be made
    /// @param wrong replies that belong to another command
    /// @param lost acknowledged writes that were not there any more
    /// @param lastError the last error's text, or why the last connection broke
    record View(
            long answered,
            long errors,
            long broken,
            long wrong,
            long lost,
            long longestNanos,
            String lastError) {

        /// Everything that should not happen, together.
        long troubles() {
            return errors + broken + wrong + lost;
        }
    }

    void answered(long nanos) {
        answered.increment();
        longestNanos.accumulate(nanos);
        windowNanos.accumulate(nanos);
    }

    void error(String text) {
        errors.increment();
        lastError.set(text);
    }

    void broken(String why) {
        broken.increment();
        lastError.set(why);
    }

    void wrong(String text) {
        wrong.increment();
        lastError.set(text);
    }

    void lost() {
        lost.increment();
    }

    View view() {
        return new View(
                answered.sum(),
                errors.sum(),
                broken.sum(),
                wrong.sum(),
                lost.sum(),
                longestNanos.get(),
                String.valueOf(lastError.get()));
    }

    /// The slowest answer since the last call.
    long slowestSinceLastNanos() {
        return windowNanos.getThenReset();
    }
}
