package dev.redoubt.simulation;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// True time, chance, and what happens when. Everything else in a run is a function of the seed:
/// two runs with one seed do the same, so that the log is written only when a seed is run again.
final class World {
    /// One millisecond of true time.
    static final long MILLI = 1_000_000;

    /// One second of true time.
    static final long SECOND = 1000 * MILLI;

    private static final int EVENT_LINES = 400;
    private static final int TRAFFIC_LINES = 60;

    private final Agenda planned = new Agenda();
    private final ArrayDeque<Line> events = new ArrayDeque<>();
    private final ArrayDeque<Line> traffic = new ArrayDeque<>();
    private final Random random;
    private final Telling telling;
    private long nowNanos;
    private long written;

    /// Whether a run keeps its log.
    enum Telling {
        SILENT,
        LOGGED
    }

    private record Line(long order, String text) {}

    World(long seed, Telling telling) {
        // Neighbours among the seeds of Random begin alike.
        this.random = new Random(new SplittableRandom(seed).nextLong());
        this.telling = telling;
    }

    long nowNanos() {
        return nowNanos;
    }

    Random random() {
        return random;
    }

    /// From `fromMillis` to below `toMillis`, in nanoseconds.
    long between(long fromMillis, long toMillis) {
        return fromMillis * MILLI + random.nextLong(Math.max(1, (toMillis - fromMillis) * MILLI));
    }

    /// One time in `times`.
    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    void in(long nanos, Runnable action) {
        planned.add(nowNanos + Math.max(0, nanos), action);
    }

    /// Runs what is planned next.
    ///
    /// @return whether there was something, before `untilNanos`
    boolean step(long untilNanos) {
        if (planned.isEmpty() || planned.nextNanos() >= untilNanos) {
            nowNanos = untilNanos;
            return false;
        }
        nowNanos = planned.nextNanos();
        planned.remove().run();
        return true;
    }

    void log(Supplier<String> line) {
        write(events, EVENT_LINES, line);
    }

    /// Logs a command or a reply: of these only the last few are worth reading.
    void logTraffic(Supplier<String> line) {
        write(traffic, TRAFFIC_LINES, line);
    }

    private void write(ArrayDeque<Line> lines, int bound, Supplier<String> line) {
        if (telling == Telling.LOGGED) {
            if (lines.size() == bound) {
                lines.removeFirst();
            }
            lines.add(new Line(written++, "%9.3f %s".formatted(nowNanos / 1e9, line.get())));
        }
    }

    /// The last lines of the log.
    List<String> lines() {
        return Stream.concat(events.stream(), traffic.stream())
                .sorted(Comparator.comparingLong(Line::order))
                .map(Line::text)
                .toList();
    }
}
