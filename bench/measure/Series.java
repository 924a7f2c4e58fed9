package measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was measured of one front in one shape, round after round. A front that failed once has no
/// result in that shape: a median over the rounds that happened to work would flatter it.
final class Series {
    private static final double ROUND_SECONDS = 1.2;

    private final int firstRequests;
    private final List<Sample> samples = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private Optional<Sample> warmUp = Optional.empty();
    private int requests;

    Series(int firstRequests) {
        this.firstRequests = firstRequests;
        requests = firstRequests;
    }

    void add(Sample sample) {
        samples.add(sample);
        aim(sample);
    }

    /// Lets the next round take about as long as it should, going by how fast this sample was: on a
    /// machine that gets busier a fixed number of requests would take ever longer.
    void aim(Sample sample) {
        requests = (int) Math.max(firstRequests, sample.requestsPerSecond() * ROUND_SECONDS);
    }

    /// A sample of the warm-up: only its memory is worth looking at.
    void warm(Sample sample) {
        warmUp = Optional.of(sample);
        aim(sample);
    }

    /// What the front had in memory when it met this shape first, before those that came later.
    Optional<Double> firstResidentMebibytes() {
        return warmUp.map(Sample::residentMebibytes);
    }

    void fail(String reason) {
        failure = Optional.of(reason);
    }

    /// It is not measured, because it cannot do this.
    void refuse(String reason) {
        refusal = Optional.of(reason);
    }

    /// How many requests the next round sends.
    int requests() {
        return requests;
    }

    Optional<String> failure() {
        return failure;
    }

    Optional<String> refusal() {
        return refusal;
    }

    boolean goesOn() {
        return failure.isEmpty() && refusal.isEmpty();
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
