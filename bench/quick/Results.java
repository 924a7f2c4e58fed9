package quick;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// All series of a run, by shape and front, in the order they are shown.
final class Results {
    private final Map<Shape, Map<Front, Series>> all = new LinkedHashMap<>();

    Results(List<Shape> shapes, List<Front> fronts) {
        for (var shape : shapes) {
            var row = new LinkedHashMap<Front, Series>();
            fronts.forEach(front -> row.put(front, new Series()));
            all.put(shape, row);
        }
    }

    Series of(Shape shape, Front front) {
        return all.get(shape).get(front);
    }

    boolean anyFailed() {
        return all.values().stream()
                .flatMap(row -> row.values().stream())
                .anyMatch(series -> series.failure().isPresent());
    }

    /// Requests/s as a share of what direct Redis did.
    OptionalDouble ofDirect(Shape shape, Front front) {
        return all.get(shape).keySet().stream()
                .filter(other -> other.contender() instanceof Contender.Direct)
                .findFirst()
                .map(direct -> share(shape, front, direct))
                .orElse(OptionalDouble.empty());
    }

    /// Requests/s as a share of the fastest other front that is neither direct nor a Redoubt.
    OptionalDouble ofBestPeer(Shape shape, Front front) {
        if (front.contender() instanceof Contender.Direct) {
            return OptionalDouble.empty();
        }
        return all.get(shape).keySet().stream()
                .filter(other -> !other.equals(front))
                .filter(Results::isPeer)
                .map(peer -> share(shape, front, peer))
                .filter(OptionalDouble::isPresent)
                .min((one, two) -> Double.compare(one.getAsDouble(), two.getAsDouble()))
                .orElse(OptionalDouble.empty());
    }

    /// Requests/s as a share of another front's; empty where one of them failed.
    OptionalDouble share(Shape shape, Front front, Front other) {
        Optional<Sample> mine = of(shape, front).median();
        Optional<Sample> its = of(shape, other).median();
        return mine.isPresent() && its.isPresent()
                ? OptionalDouble.of(mine.get().requestsPerSecond() / its.get().requestsPerSecond())
                : OptionalDouble.empty();
    }

    private static boolean isPeer(Front front) {
        return switch (front.contender()) {
            case Contender.Haproxy _, Contender.Twemproxy _ -> true;
            case Contender.Direct _, Contender.Redoubt _ -> false;
        };
    }
}
