package measure;

import stage.Contender;
import stage.Front;
import stage.Problem;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Measures fronts in rounds in which each front has its turn in each shape, so that what else the
/// machine does meets all of them alike.
///
/// @param rounds at most; as many as fit into the time
/// @param endNanos when it should be done, of [System#nanoTime]
record Comparison(Load load, int rounds, long endNanos) {
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

    /// A warm-up takes no more than this part of a turn's share of the time.
    private static final int WARM_UP_PART = 4;

    Results measure(List<Front> fronts, List<Shape> shapes)
            throws IOException, InterruptedException {
        var results = new Results(shapes, fronts);
        for (int group = 1; group <= 3; group++) {
            int number = group;
            var members = shapes.stream().filter(shape -> shape.group() == number).toList();
            long after = shapes.stream().filter(shape -> shape.group() > number).count();
            if (!members.isEmpty()) {
                long left = Math.max(0, endNanos - System.nanoTime());
                long share = left / (members.size() + after) * members.size();
                measure(results, members, System.nanoTime() + share);
            }
        }
        return results;
    }

    private void measure(Results results, List<Shape> shapes, long until)
            throws IOException, InterruptedException {
        long turns = (long) shapes.size() * results.fronts().size();
        long turnNanos = Math.max(0, until - System.nanoTime()) / turns;
        long warmUpNanos = Math.min(WARM_UP_NANOS, turnNanos / WARM_UP_PART);
        for (var shape : shapes) {
            Progress.say("warm-up of " + shape);
            for (var front : results.fronts()) {
                var series = results.of(shape, front);
                refusal(front.contender(), shape, series);
                attempt(front, shape, series, () -> warmUp(front, shape, series, warmUpNanos));
            }
        }
        var order = new ArrayList<>(results.fronts());
        long longestNanos = 0;
        for (int round = 1; round <= rounds; round++) {
            long start = System.nanoTime();
            if (round > 1 && start + longestNanos - until > 0) {
                Progress.say("only " + (round - 1) + " of " + rounds + " rounds fit into the time");
                return;
            }
            Progress.say("round " + round + " of " + rounds);
            for (var shape : shapes) {
                for (var front : order) {
                    var series = results.of(shape, front);
                    attempt(
                            front,
                            shape,
                            series,
                            () -> series.add(load.run(front, shape, series.requests())));
                }
            }
            Collections.rotate(order, 1);
            longestNanos = Math.max(longestNanos, System.nanoTime() - start);
        }
    }

    private static void refusal(Contender contender, Shape shape, Series series) {
        if (shape.work() == Work.MIX) {
            contender.refuses(Contender.Demand.STATE, shape.clients()).ifPresent(series::refuse);
        }
        contender
                .refuses(Contender.Demand.CROWD, shape.clients() + shape.idle())
                .ifPresent(series::refuse);
    }

    void warmUp(Front front, Shape shape, Series series) throws IOException, InterruptedException {
        warmUp(front, shape, series, WARM_UP_NANOS);
    }

    /// Also finds how many requests take about as long as a round should.
    private void warmUp(Front front, Shape shape, Series series, long nanos)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + nanos;
        do {
            series.warm(load.run(front, shape, series.requests()));
        } while (System.nanoTime() - end < 0);
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /// A front that failed is not asked again in that shape: it could cost a time-out each round.
    private void attempt(Front front, Shape shape, Series series, Step step)
            throws IOException, InterruptedException {
        if (!series.goesOn()) {
            return;
        }
        try {
            load.prepare(front, shape);
            try {
                step.run();
            } finally {
                load.finish(front, shape);
            }
        } catch (Problem problem) {
            series.fail(problem.getMessage());
        }
    }
}
