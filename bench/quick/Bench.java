package quick;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Compares fronts of one Redis: rounds in which each front has its turn in each shape, so that
/// what else the machine does meets all of them alike; medians over the rounds.
final class Bench {
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

    private final Options options;
    private final Workplace workplace;
    private final long started = System.nanoTime();

    private Bench(Options options) throws IOException {
        this.options = options;
        this.workplace = new Workplace(options.folder());
    }

    /// The first argument is the checkout this file belongs to; `bench/run` passes it.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var words = List.of(arguments);
        if (words.contains("--help")) {
            System.out.print(Options.HELP);
            return;
        }
        int status;
        try {
            var checkout = Path.of(words.getFirst());
            status = new Bench(Options.parse(checkout, words.subList(1, words.size()))).run();
        } catch (Problem problem) {
            System.err.println(problem.getMessage());
            status = 2;
        } catch (IOException failure) {
            System.err.println("could not measure: " + failure);
            status = 2;
        }
        System.exit(status);
    }

    private int run() throws IOException, InterruptedException {
        var lineup = Lineup.of(options);
        int redisPort = Workplace.freePort();
        var redisProcess =
                workplace.start(
                        "redis", new Contender.Direct().command(workplace, redisPort, redisPort));
        try (var redis = connect(redisProcess, redisPort)) {
            redis.load();
            var fronts = lineup.start(workplace, redisPort);
            var surroundings = Surroundings.of(workplace, lineup.contenders());
            System.out.print(surroundings.text());
            lineup.skipped().forEach(skipped -> System.out.println("skipped: " + skipped));
            var results = new Results(options.shapes(), fronts);
            var load = new Load(workplace, redisProcess.pid(), redis);
            measure(fronts, load, results);
            System.out.print(new Report(fronts, options.shapes(), results).text());
            System.out.printf("total time: %d s%n", seconds());
            if (options.json().isPresent()) {
                var report = new JsonReport(fronts, options.shapes(), results);
                Files.writeString(options.json().get(), report.text(surroundings, seconds()));
            }
            return results.anyFailed() ? 1 : 0;
        }
    }

    private RedisClient connect(Process process, int port)
            throws IOException, InterruptedException {
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            try {
                return new RedisClient(port);
            } catch (IOException _) {
                // not listening yet
            }
        }
        throw new Problem("redis-server ended at once:\n    " + workplace.lastWords("redis"));
    }

    private void measure(List<Front> fronts, Load load, Results results)
            throws IOException, InterruptedException {
        progress("warm-up");
        for (var shape : options.shapes()) {
            for (var front : fronts) {
                var series = results.of(shape, front);
                attempt(series, () -> warmUp(front, shape, load, series));
            }
        }
        var order = new ArrayList<>(fronts);
        for (int round = 1; round <= options.rounds(); round++) {
            progress("round " + round + " of " + options.rounds());
            for (var shape : options.shapes()) {
                for (var front : order) {
                    var series = results.of(shape, front);
                    attempt(series, () -> series.add(load.run(front, shape, series.requests())));
                }
            }
            Collections.rotate(order, 1);
        }
    }

    /// Also finds how many requests take about as long as a round should.
    private static void warmUp(Front front, Shape shape, Load load, Series series)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + WARM_UP_NANOS;
        do {
            series.aim(load.run(front, shape, series.requests()));
        } while (System.nanoTime() - end < 0);
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /// A front that failed is not asked again in that shape: it could cost a time-out each round.
    private static void attempt(Series series, Step step) throws IOException, InterruptedException {
        if (series.failure().isEmpty()) {
            try {
                step.run();
            } catch (Problem problem) {
                series.fail(problem.getMessage());
            }
        }
    }

    private void progress(String what) {
        System.err.printf("%s, %d s%n", what, seconds());
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
    }
}
