package measure;

import stage.Front;
import stage.Haproxy;
import stage.Redoubt;
import stage.Twemproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// What Redoubt is to reach, held against what was measured. Its peers are HAProxy and twemproxy; a
/// goal whose peers or shape were not measured is left out.
record Goals(Results results, Front redoubt) {
    private static final String CPU_PEER = "front's CPU against the leaner peer";
    private static final String REDIS_CPU = "Redis' CPU against direct";
    private static final double REDIS_CPU_WANTED = 0.35;
    private static final double MEMORY_WANTED_MEBIBYTES = 160;

    /// The bounds of a size: requests/s against the better peer and direct at least, CPU against
    /// the leaner peer and, Redis' included, against Redis alone at most.
    private record Bounds(
            int pipeline,
            int clients,
            double ofPeer,
            double ofDirect,
            double cpuOfPeer,
            double cpuOfDirect) {}

    private static final List<Bounds> BOUNDS =
            List.of(
                    new Bounds(1, 50, 1.10, 0.95, 0.75, 1.15),
                    new Bounds(1, 500, 1.25, 1.05, 0.60, 1.15),
                    new Bounds(16, 50, 1.15, 0.95, 0.70, 1.20),
                    new Bounds(16, 500, 1.40, 1.10, 0.60, 1.20));

    /// Those of GET come first: they are the goals; those of SET are held to the same.
    List<Goal> all() {
        var goals = new ArrayList<Goal>();
        for (var work : List.of(Work.GET, Work.SET)) {
            for (var bounds : BOUNDS) {
                var shape = new Shape(work, bounds.pipeline, bounds.clients);
                if (results.shapes().contains(shape)) {
                    results.of(shape, redoubt)
                            .median()
                            .ifPresent(mine -> goals.addAll(of(shape, bounds, mine)));
                }
            }
        }
        return goals;
    }

    Table table() {
        var table = Goal.table();
        all().forEach(goal -> goal.addTo(table));
        return table;
    }

    private List<Goal> of(Shape shape, Bounds bounds, Sample mine) {
        var goals = new ArrayList<Goal>();
        var name = shape.toString();
        results.bestPeer(shape, Goals::counts)
                .ifPresent(best ->
                        goals.add(
                                atLeast(
                                        name,
                                        "requests/s against the better peer",
                                        bounds.ofPeer,
                                        mine.requestsPerSecond() / best)));
        results.ofDirect(shape, redoubt)
                .ifPresent(share ->
                        goals.add(
                                atLeast(
                                        name,
                                        "requests/s against direct",
                                        bounds.ofDirect,
                                        share)));
        least(shape, Sample::frontMicros)
                .ifPresent(leanest ->
                        goals.add(
                                atMost(
                                        name,
                                        CPU_PEER,
                                        bounds.cpuOfPeer,
                                        mine.frontMicros() / leanest)));
        results.direct(shape).ifPresent(direct -> cpu(goals, name, bounds, mine, direct));
        if (bounds.pipeline == 1 && bounds.clients == 50) {
            least(shape, Sample::p99Millis)
                    .ifPresent(best ->
                            goals.add(
                                    atMost(
                                            name,
                                            "p99 ms, the better peer's",
                                            best,
                                            mine.p99Millis())));
        }
        if (bounds.clients == 500) {
            goals.add(
                    atMost(
                            name,
                            "MiB resident",
                            MEMORY_WANTED_MEBIBYTES,
                            mine.residentMebibytes()));
        }
        return goals;
    }

    private static void cpu(
            List<Goal> goals, String name, Bounds bounds, Sample mine, Sample direct) {
        double redis = direct.redisMicros();
        goals.add(
                atMost(
                        name,
                        "CPU of front and Redis against direct",
                        bounds.cpuOfDirect,
                        mine.sumMicros() / redis));
        if (bounds.pipeline == 1) {
            goals.add(atMost(name, REDIS_CPU, REDIS_CPU_WANTED, mine.redisMicros() / redis));
        }
    }

    private OptionalDouble least(Shape shape, ToDoubleFunction<Sample> value) {
        return results.leastOfPeers(shape, Goals::counts, value);
    }

    /// The peers of the goals; with one thread as well as with its own choice.
    private static boolean counts(Front front) {
        return front.contender() instanceof Haproxy || front.contender() instanceof Twemproxy;
    }

    private static Goal atLeast(String of, String what, double wanted, double measured) {
        return new Goal(of, what, Goal.Side.AT_LEAST, wanted, measured);
    }

    private static Goal atMost(String of, String what, double wanted, double measured) {
        return new Goal(of, what, Goal.Side.AT_MOST, wanted, measured);
    }

    /// The goals of each build of Redoubt that took part.
    static String text(Results results) {
        var text = new StringBuilder();
        for (var front : results.fronts()) {
            var goals = new Goals(results, front);
            if (front.contender() instanceof Redoubt && !goals.all().isEmpty()) {
                text.append("\n### Goals, ").append(front.name()).append("\n\n");
                text.append(goals.table());
            }
        }
        return text.toString();
    }
}
