package measure;

import stage.Front;
import stage.Lineup;
import stage.Problem;
import stage.Redoubt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Thousands of clients that are connected and do nothing, beside 50 that work: what they cost in
/// speed and in memory.
record Idle(Setting setting, Front front) {
    private static final int CLIENTS = 15_000;
    private static final int ROUNDS = 5;
    private static final double SPEED_WANTED = 0.9;
    private static final double MEMORY_WANTED_KIBIBYTES = 4;
    private static final Shape ALONE = new Shape(Work.GET, 1, 50);
    private static final Shape BESIDE = new Shape(Work.GET_IN_CROWD, 1, 50, CLIENTS);

    static Outcome measure(Setting setting) throws IOException, InterruptedException {
        var results = new ArrayList<Results>();
        var text = new StringBuilder("\n");
        var goals = Goal.table();
        // One after the other: those that wait have memory, too.
        for (var contender : setting.lineup().contenders()) {
            boolean isChosen = !setting.options().fronts().isEmpty();
            if (contender instanceof Redoubt || (isChosen && contender.isPeer())) {
                var fronts = setting.start(new Lineup(List.of(contender), List.of()));
                results.add(new Idle(setting, fronts.getFirst()).measure(goals, text));
                setting.end(fronts);
            }
        }
        var all = goals + text.toString();
        for (var each : results) {
            all += new Report(each).text();
        }
        return new Outcome("Idle connections", "\n" + all, results);
    }

    private Results measure(Table goals, StringBuilder text)
            throws IOException, InterruptedException {
        var results = new Results(List.of(ALONE, BESIDE), List.of(front));
        var alone = results.of(ALONE, front);
        var beside = results.of(BESIDE, front);
        try {
            Progress.say("warm-up of " + front.name());
            var load = setting.load();
            int rounds = setting.options().rounds().orElse(ROUNDS);
            var comparison = new Comparison(load, rounds, setting.endNanos());
            comparison.warmUp(front, ALONE, alone);
            comparison.warmUp(front, ALONE, beside);
            long before = front.residentBytes().orElse(0);
            double kibibytesEach = 0;
            for (int round = 1; round <= rounds; round++) {
                Progress.say("round " + round + " of " + rounds);
                alone.add(load.run(front, ALONE, alone.requests()));
                load.prepare(front, BESIDE);
                if (round == 1) {
                    // Memory that they took is not given back, and the next ones find it there.
                    kibibytesEach = (front.residentBytes().orElse(0) - before) / 1024.0 / CLIENTS;
                }
                beside.add(load.run(front, BESIDE, beside.requests()));
                load.finish(front, BESIDE);
            }
            tell(goals, alone, beside, kibibytesEach);
            text.append("%n%s held %,d idle clients.%n".formatted(front.name(), CLIENTS));
        } catch (Problem problem) {
            beside.fail(problem.getMessage());
        }
        return results;
    }

    private void tell(Table goals, Series alone, Series beside, double kibibytesEach) {
        var shares = new double[alone.samples().size()];
        for (int round = 0; round < shares.length; round++) {
            shares[round] =
                    beside.samples().get(round).requestsPerSecond()
                            / alone.samples().get(round).requestsPerSecond();
        }
        var name = "%s, %,d idle clients".formatted(front.name(), CLIENTS);
        new Goal(
                        name,
                        "requests/s of 50 beside them against alone",
                        Goal.Side.AT_LEAST,
                        SPEED_WANTED,
                        Sample.median(shares))
                .addTo(goals);
        new Goal(
                        name,
                        "KiB resident for each",
                        Goal.Side.AT_MOST,
                        MEMORY_WANTED_KIBIBYTES,
                        kibibytesEach)
                .addTo(goals);
    }
}
