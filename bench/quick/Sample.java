package quick;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// One run of redis-benchmark through one front. CPU time is per command, in microseconds.
record Sample(double requestsPerSecond, double p99Millis, double frontMicros, double redisMicros) {

    /// The median of each value by itself.
    static Sample median(List<Sample> samples) {
        return new Sample(
                median(samples, Sample::requestsPerSecond),
                median(samples, Sample::p99Millis),
                median(samples, Sample::frontMicros),
                median(samples, Sample::redisMicros));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        var sorted = samples.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double sumMicros() {
        return frontMicros + redisMicros;
    }
}
