package dev.redoubt.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How much of its processors the host took away from this machine while something wanted to run on
/// them (proc_stat(5), "steal"), looked at each 20 ms and known for the last hour. Nothing on this
/// machine can be blamed for what it did not do then.
public final class StolenTime {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int STEAL = 8;

    /// USER_HZ, the same on all of Linux's machines.
    private static final Duration TICK = Duration.ofMillis(10);

    private static final Duration PERIOD = Duration.ofMillis(20);
    private static final int MOST = (int) Duration.ofHours(1).dividedBy(PERIOD);

    /// @param ticks of each processor, since the machine began
    record Sample(Instant at, List<Long> ticks) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    StolenTime() {}

    /// One that looks from now on, for as long as this process runs.
    public static StolenTime watch() {
        StolenTime watch = new StolenTime();
        watch.look();
        Thread.ofPlatform().daemon().name("stolen-time").start(watch::run);
        return watch;
    }

    private void run() {
        while (true) {
            LockSupport.parkNanos(PERIOD.toNanos());
            look();
        }
    }

    private void look() {
        try {
            add(new Sample(Instant.now(), ticks(Files.readAllLines(STAT))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Long> ticks(List<String> stat) {
        return stat.stream()
                .filter(line -> line.matches("cpu\\d+ .*"))
                .map(line -> Long.parseLong(line.split(" ", -1)[STEAL]))
                .toList();
    }

    synchronized void add(Sample sample) {
        samples.add(sample);
        if (samples.size() > MOST) {
            samples.remove();
        }
    }

    /// What all processors lost together between two moments; of what was lost at their edges, all.
    public Duration between(Instant from, Instant to) {
        List<Sample> around = around(from, to);
        return around.isEmpty()
                ? Duration.ZERO
                : lost(around.getFirst(), around.getLast()).reduce(Duration.ZERO, Duration::plus);
    }

    /// The most that one processor lost within any `window` since then.
    public Duration most(Instant since, Duration window) {
        List<Sample> all = around(since, Instant.MAX);
        Duration most = Duration.ZERO;
        int first = 0;
        for (int i = 1; i < all.size(); i++) {
            // Two at least: who looks was not let run either.
            while (first < i - 1 && isLonger(window, all.get(first), all.get(i))) {
                first++;
            }
            most =
                    Stream.concat(Stream.of(most), lost(all.get(first), all.get(i)))
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
        }
        return most;
    }

    private static boolean isLonger(Duration window, Sample first, Sample last) {
        return Duration.between(first.at(), last.at()).compareTo(window) > 0;
    }

    /// Those in between, with the last one before and the first one after.
    private synchronized List<Sample> around(Instant from, Instant to) {
        List<Sample> all = List.copyOf(samples);
        int first = 0;
        while (first + 1 < all.size() && !all.get(first + 1).at().isAfter(from)) {
            first++;
        }
        int end = first;
        while (end < all.size() && all.get(end).at().isBefore(to)) {
            end++;
        }
        return all.subList(first, Math.min(all.size(), end + 1));
    }

    private static Stream<Duration> lost(Sample before, Sample after) {
        return IntStream.range(0, before.ticks().size())
                .mapToObj(i -> TICK.multipliedBy(after.ticks().get(i) - before.ticks().get(i)));
    }
}
