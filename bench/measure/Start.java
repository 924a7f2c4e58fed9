package measure;

import stage.Contender;
import stage.Direct;
import stage.Front;
import stage.Lineup;
import stage.Redoubt;
import stage.Workplace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// From the start of the program to its first answer, and from the first load to full speed.
record Start(Setting setting) {
    private static final int STARTS = 15;
    private static final double START_WANTED_SECONDS = 0.7;
    private static final double SPEED_WANTED_SECONDS = 10;
    private static final int LOAD_SECONDS = 30;
    private static final int LOOK_MILLIS = 250;
    private static final List<String> LOADS = List.of("1x50", "16x50");

    static Outcome measure(Setting setting) throws IOException, InterruptedException {
        return new Start(setting).measure();
    }

    private Outcome measure() throws IOException, InterruptedException {
        var goals = Goal.table();
        var all = new Table("front", "fastest start s", "median s", "slowest s");
        for (var contender : setting.lineup().contenders()) {
            if (contender instanceof Direct) {
                continue;
            }
            Progress.say("starts of " + contender.name());
            var seconds = starts(contender);
            var sorted = Arrays.stream(seconds).sorted().toArray();
            all.row(
                    contender.name(),
                    "%.3f".formatted(sorted[0]),
                    "%.3f".formatted(Sample.median(seconds)),
                    "%.3f".formatted(sorted[sorted.length - 1]));
            if (contender instanceof Redoubt) {
                goal(
                        goals,
                        contender.name() + ", start to first answer, s",
                        START_WANTED_SECONDS,
                        Sample.median(seconds));
            }
        }
        var ramps = new StringBuilder();
        for (var build : setting.options().builds()) {
            for (var load : LOADS) {
                ramp(build, Shape.parse(load).getFirst(), goals, ramps);
            }
        }
        return new Outcome("Start", "\n" + goals + "\n" + all + ramps, List.of());
    }

    private static void goal(Table goals, String what, double wanted, double measured) {
        int comma = what.indexOf(',');
        new Goal(
                        what.substring(0, comma),
                        what.substring(comma + 2),
                        Goal.Side.AT_MOST,
                        wanted,
                        measured)
                .addTo(goals);
    }

    private double[] starts(Contender contender) throws IOException, InterruptedException {
        var seconds = new double[setting.options().rounds().orElse(STARTS)];
        for (int index = 0; index < seconds.length; index++) {
            int port = Workplace.freePort();
            long start = System.nanoTime();
            var process =
                    Lineup.launch(setting.workplace(), contender, port, setting.redis().port());
            Lineup.awaitServing(setting.workplace(), contender, process, port, 2);
            seconds[index] = (System.nanoTime() - start) / 1e9;
            setting.workplace().end(process.pid());
        }
        return seconds;
    }

    /// A start followed by half a minute of load; Redis tells how many commands have come.
    private void ramp(Redoubt build, Shape shape, Table goals, StringBuilder text)
            throws IOException, InterruptedException {
        Progress.say(build.name() + ", time to full speed, " + shape);
        var fronts = setting.start(new Lineup(List.of(build), List.of()));
        var speed = speeds(fronts.getFirst(), shape);
        setting.end(fronts);
        goal(
                goals,
                build.name() + ", " + shape + ": load to full speed, s",
                SPEED_WANTED_SECONDS,
                Ramp.secondsToFull(speed, LOOK_MILLIS / 1e3));
        text.append("\n").append(build.name()).append(", ").append(shape);
        text.append(": requests/s in each second, in thousands:");
        int perSecond = 1_000 / LOOK_MILLIS;
        for (int from = 0; from + perSecond <= speed.size(); from += perSecond) {
            var second = speed.subList(from, from + perSecond);
            double mean =
                    second.stream().mapToDouble(Double::doubleValue).average().orElse(0) / 1e3;
            text.append(" %.0f".formatted(mean));
        }
        text.append("\n");
    }

    private List<Double> speeds(Front front, Shape shape) throws IOException, InterruptedException {
        var speeds = new ArrayList<Double>();
        var benchmark = setting.load().begin(front, shape, Integer.MAX_VALUE);
        try {
            long start = System.nanoTime();
            long before = start;
            long commands = setting.redis().client().commandsRun();
            for (int look = 1; look <= LOAD_SECONDS * 1_000 / LOOK_MILLIS; look++) {
                long at = start + TimeUnit.MILLISECONDS.toNanos((long) look * LOOK_MILLIS);
                TimeUnit.NANOSECONDS.sleep(at - System.nanoTime());
                long now = System.nanoTime();
                long more = setting.redis().client().commandsRun();
                speeds.add((more - commands) * 1e9 / (now - before));
                commands = more;
                before = now;
            }
        } finally {
            setting.workplace().end(benchmark.pid());
        }
        return speeds;
    }
}
