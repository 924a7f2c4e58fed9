package quick;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Who takes part: the contenders asked for, else all that are installed.
record Lineup(List<Contender> contenders, List<String> skipped) {
    // The launcher of a fresh checkout builds the program first.
    private static final long START_NANOS = TimeUnit.MINUTES.toNanos(4);
    private static final int LOOK_AGAIN_MILLIS = 20;

    /// @throws Problem if one that was asked for by name is missing
    static Lineup of(Options options) {
        var all =
                new ArrayList<Contender>(
                        List.of(
                                new Contender.Direct(),
                                new Contender.Haproxy(),
                                new Contender.Twemproxy()));
        all.addAll(options.builds());
        var chosen = new ArrayList<Contender>();
        var skipped = new ArrayList<String>();
        for (var contender : all) {
            var isBuild = contender instanceof Contender.Redoubt;
            var choice = isBuild ? "redoubt" : contender.name();
            if (!options.fronts().isEmpty() && !options.fronts().contains(choice)) {
                continue;
            }
            var program = contender.versionCommand().getFirst();
            if (contender.isInstalled()) {
                chosen.add(contender);
            } else if (options.isOptional(contender)) {
                skipped.add(contender.name() + ": " + program + " is missing");
            } else {
                throw new Problem(
                        contender.name() + ": " + program + " is missing (expected: a program)");
            }
        }
        return new Lineup(List.copyOf(chosen), List.copyOf(skipped));
    }

    List<Front> start(Workplace workplace, int redisPort) throws IOException, InterruptedException {
        var fronts = new ArrayList<Front>();
        for (var contender : contenders) {
            if (contender instanceof Contender.Direct) {
                fronts.add(new Front(contender, redisPort, OptionalLong.empty()));
                continue;
            }
            int port = Workplace.freePort();
            var process =
                    workplace.start(
                            contender.name(), contender.command(workplace, port, redisPort));
            awaitServing(workplace, contender, process, port);
            fronts.add(new Front(contender, port, OptionalLong.of(process.pid())));
        }
        return List.copyOf(fronts);
    }

    private static void awaitServing(
            Workplace workplace, Contender contender, Process process, int port)
            throws InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        while (!RedisClient.serves(port)) {
            boolean ended = process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() - deadline > 0) {
                var what = ended ? " ended at once:\n    " : " does not serve:\n    ";
                throw new Problem(contender.name() + what + workplace.lastWords(contender.name()));
            }
        }
    }
}
