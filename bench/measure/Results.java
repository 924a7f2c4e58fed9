package measure;

import stage.Direct;
import stage.Front;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// All series of a run, by shape and front, in the order they are shown.
final class Results {
    private final Map<Shape, Map<Front, Series>> all = new LinkedHashMap<>();
    private final List<Front> fronts;

    Results(List<Shape> shapes, List<Front> fronts) {
        this.fronts = List.copyOf(fronts);
        for (var shape : shapes) {
            var row = new LinkedHashMap<Front, Series>();
            // Each client is to have its turn.
            int first = Math.max(shape.work().firstRequests(), 2 * shape.clients());
            fronts.forEach(front -> row.put(front, new Series(first)));
            all.put(shape, row);
        }
    }

    List<Shape> shapes() {
        return List.copyOf(all.keySet());
    }

    List<Front> fronts() {
        return fronts;
    }

    Series of(Shape shape, Front front) {
        return all.get(shape).get(front);
    }

    boolean anyFailed() {
        return all.values().stream()
                .flatMap(row -> row.values().stream())
                .anyMatch(series -> series.failure().isPresent());
    }

    /// The direct way's medians; empty where it was not measured.
    Optional<Sample> direct(Shape shape) {
        return all.get(shape).entrySet().stream()
                .filter(entry -> entry.getKey().contender() instanceof Direct)
                .findFirst()
                .flatMap(entry -> entry.getValue().median());
    }

    /// The best value among the fronts that are neither direct nor a Redoubt and that `counts`.
    ///
    /// @param badness what is least for the best
    OptionalDouble leastOfPeers(
            Shape shape, Predicate<Front> counts, ToDoubleFunction<Sample> badness) {
        return all.get(shape).entrySet().stream()
                .filter(entry -> entry.getKey().contender().isPeer())
                .filter(entry -> counts.test(entry.getKey()))
                .flatMap(entry -> entry.getValue().median().stream())
                .mapToDouble(badness)
                .min();
    }

    /// Requests/s of the fastest peer that `counts`.
    OptionalDouble bestPeer(Shape shape, Predicate<Front> counts) {
        var least = leastOfPeers(shape, counts, sample -> -sample.requestsPerSecond());
        return least.isPresent() ? OptionalDouble.of(-least.getAsDouble()) : least;
    }

    /// Requests/s as a share of what direct Redis did.
    OptionalDouble ofDirect(Shape shape, Front front) {
        return share(of(shape, front).median(), direct(shape));
    }

    /// Requests/s as a share of the fastest other front that is neither direct nor a Redoubt.
    OptionalDouble ofBestPeer(Shape shape, Front front) {
        var mine = of(shape, front).median();
        var best = bestPeer(shape, other -> !other.equals(front));
        return front.contender() instanceof Direct || mine.isEmpty() || best.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(mine.get().requestsPerSecond() / best.getAsDouble());
    }

    /// Requests/s as a share of another front's; empty where one of them failed.
    OptionalDouble share(Shape shape, Front front, Front other) {
        return share(of(shape, front).median(), of(shape, other).median());
    }

    private static OptionalDouble share(Optional<Sample> mine, Optional<Sample> its) {
        return mine.isPresent() && its.isPresent()
                ? OptionalDouble.of(mine.get().requestsPerSecond() / its.get().requestsPerSecond())
                : OptionalDouble.empty();
    }
}
