package measure;

import stage.Direct;
import stage.Front;
import stage.Lineup;
import stage.Problem;
import stage.Replica;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/// What it costs that each write waits for a replica: writes of a pool with durability against
/// those of the same pool without, beside clients that ask Redis itself and send a WAIT of their
/// own, and reads beside both.
final class Durable {
    private static final int ROUNDS = 7;
    private static final double P1_WANTED = 0.6;
    private static final double P16_WANTED = 0.5;
    private static final double P99_WANTED = 1.3;
    private static final Shape SET_1 = new Shape(Work.SET, 1, 50);
    private static final Shape SET_16 = new Shape(Work.SET, 16, 50);
    private static final Shape OWN_1 = new Shape(Work.SET_BY_OWN, 1, 50);
    private static final Shape OWN_16 = new Shape(Work.SET_BY_OWN, 16, 50);
    private static final Shape WAIT_1 = new Shape(Work.SET_AND_WAIT, 1, 50);
    private static final Shape WAIT_16 = new Shape(Work.SET_AND_WAIT, 16, 50);
    private static final Shape READS = new Shape(Work.GET, 1, 20);
    private static final Shape READS_BESIDE = new Shape(Work.GET_BESIDE_SET, 1, 20);

    private final Setting setting;
    private final Load load;
    private final Front plain;
    private final Front durable;
    private final Results writes;
    private final Results waits;
    private final Results reads;
    private final List<Turn> turns = new ArrayList<>();

    /// One run of each round.
    private record Turn(Results of, Shape shape, Front front) {
        Series series() {
            return of.of(shape, front);
        }
    }

    private Durable(Setting setting, Front direct, Front plain, Front durable) {
        this.setting = setting;
        this.plain = plain;
        this.durable = durable;
        load = setting.load();
        writes = new Results(List.of(SET_1, SET_16, OWN_1, OWN_16), List.of(plain, durable));
        waits = new Results(List.of(WAIT_1, WAIT_16), List.of(direct));
        reads = new Results(List.of(READS, READS_BESIDE), List.of(plain, durable));
        for (var each : List.of(writes, waits, reads)) {
            for (var shape : each.shapes()) {
                each.fronts().forEach(front -> turns.add(new Turn(each, shape, front)));
            }
        }
    }

    static Outcome measure(Setting setting) throws IOException, InterruptedException {
        Progress.say("a replica");
        Replica.start(setting.workplace(), setting.redis().port());
        var build = setting.options().builds().getFirst();
        var lineup = List.of(build, build.withDurability());
        var fronts = setting.start(new Lineup(List.copyOf(lineup), List.of()));
        var direct = new Front(new Direct(), setting.redis().port(), OptionalLong.empty());
        var measured = new Durable(setting, direct, fronts.getFirst(), fronts.getLast());
        measured.run();
        setting.end(fronts);
        return measured.outcome(direct);
    }

    private void run() throws IOException, InterruptedException {
        for (var turn : turns) {
            Progress.say("warm-up of " + turn.shape() + ", " + turn.front().name());
            long end = System.nanoTime() + 1_500_000_000L;
            do {
                attempt(turn, sample -> turn.series().warm(sample));
            } while (turn.series().goesOn() && System.nanoTime() - end < 0);
        }
        int rounds = setting.options().rounds().orElse(ROUNDS);
        var order = new ArrayList<>(turns);
        for (int round = 1; round <= rounds; round++) {
            Progress.say("round " + round + " of " + rounds);
            for (var turn : order) {
                attempt(turn, sample -> turn.series().add(sample));
            }
            Collections.reverse(order);
        }
    }

    private interface Taker {
        void take(Sample sample);
    }

    private void attempt(Turn turn, Taker taker) throws IOException, InterruptedException {
        if (!turn.series().goesOn()) {
            return;
        }
        try {
            taker.take(sample(turn));
        } catch (Problem problem) {
            turn.series().fail(problem.getMessage());
        }
    }

    private Sample sample(Turn turn) throws IOException, InterruptedException {
        if (turn.shape() != READS_BESIDE) {
            return load.alone(turn.front(), turn.shape(), turn.series().requests());
        }
        var writers = load.beside(turn.front(), SET_1);
        try {
            return load.alone(turn.front(), turn.shape(), turn.series().requests());
        } finally {
            load.end(writers);
        }
    }

    private Outcome outcome(Front direct) {
        var goals = Goal.table();
        share(goals, SET_1, P1_WANTED);
        share(goals, SET_16, P16_WANTED);
        new Goal(
                        READS_BESIDE.toString(),
                        "p99 where the writes are durable, against where not",
                        Goal.Side.AT_MOST,
                        P99_WANTED,
                        ratio(
                                reads.of(READS_BESIDE, durable),
                                reads.of(READS_BESIDE, plain),
                                Sample::p99Millis))
                .addTo(goals);
        var facts = new Table("SET 64 B, c=50", "P=1", "P=16");
        facts.row(
                "durable against a WAIT of each client's own, requests/s",
                Table.number(against(OWN_1, WAIT_1, direct)),
                Table.number(against(OWN_16, WAIT_16, direct)));
        var text = "\n" + goals + "\n" + facts;
        text += "\nWhere clients write beside those that read, CPU per command has theirs in it.\n";
        for (var each : List.of(writes, waits, reads)) {
            text += new Report(each).text();
        }
        return new Outcome("Durable writes", text, List.of(writes, waits, reads));
    }

    private void share(Table goals, Shape shape, double wanted) {
        new Goal(
                        shape.toString(),
                        "requests/s with durability against without",
                        Goal.Side.AT_LEAST,
                        wanted,
                        ratio(
                                writes.of(shape, durable),
                                writes.of(shape, plain),
                                Sample::requestsPerSecond))
                .addTo(goals);
    }

    private double against(Shape mine, Shape theirs, Front direct) {
        return ratio(writes.of(mine, durable), waits.of(theirs, direct), Sample::requestsPerSecond);
    }

    /// The median of what each round came to; not a number where one of them failed.
    private static double ratio(Series mine, Series theirs, ToDoubleFunction<Sample> value) {
        if (mine.samples().isEmpty() || mine.samples().size() != theirs.samples().size()) {
            return Double.NaN;
        }
        var ratios = new double[mine.samples().size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] =
                    value.applyAsDouble(mine.samples().get(round))
                            / value.applyAsDouble(theirs.samples().get(round));
        }
        return Sample.median(ratios);
    }
}
