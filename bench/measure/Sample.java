package measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One run of the clients through one front. CPU time is per command, in microseconds.
///
/// @param residentBytes the most that the front had in memory; 0 where there is none
record Sample(
        double requestsPerSecond,
        double p50Millis,
        double p99Millis,
        double frontMicros,
        double redisMicros,
        double residentBytes) {

    /// The median of each value by itself.
    static Sample median(List<Sample> samples) {
        return new Sample(
                median(samples, Sample::requestsPerSecond),
                median(samples, Sample::p50Millis),
                median(samples, Sample::p99Millis),
                median(samples, Sample::frontMicros),
                median(samples, Sample::redisMicros),
                median(samples, Sample::residentBytes));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return median(samples.stream().mapToDouble(value).toArray());
    }

    static double median(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double sumMicros() {
        return frontMicros + redisMicros;
    }

    double residentMebibytes() {
        return residentBytes / (1 << 20);
    }
}
