package quick;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was measured of one front in one shape, round after round. A front that failed once has no
/// result in that shape: a median over the rounds that happened to work would flatter it.
final class Series {
    private final List<Sample> samples = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private int requests;

    void add(Sample sample) {
        samples.add(sample);
    }

    void fail(String reason) {
        failure = Optional.of(reason);
    }

    /// How many requests a round sends, found in the warm-up.
    int requests() {
        return requests;
    }

    void requests(int perRound) {
        requests = perRound;
    }

    Optional<String> failure() {
        return failure;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    Optional<Sample> median() {
        return failure.isPresent() || samples.isEmpty()
                ? Optional.empty()
                : Optional.of(Sample.median(samples));
    }

    /// Half the distance between the fastest and the slowest round, as a share of the median.
    double spread() {
        var range = samples.stream().mapToDouble(Sample::requestsPerSecond).summaryStatistics();
        return (range.getMax() - range.getMin()) / 2 / Sample.median(samples).requestsPerSecond();
    }
}
