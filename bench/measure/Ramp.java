package measure;

import java.util.List;

/// How soon a program that was just started is as fast as it becomes.
final class Ramp {
    private static final double FULL = 0.95;
    private static final int WINDOW = 4;

    private Ramp() {}

    /// When a window of four looks first reached 95 % of the speed that the last third had.
    ///
    /// @param speeds one a look
    /// @param lookSeconds from look to look
    static double secondsToFull(List<Double> speeds, double lookSeconds) {
        int count = speeds.size();
        var last = speeds.subList(count - count / 3, count);
        double full =
                Sample.median(last.stream().mapToDouble(Double::doubleValue).toArray()) * FULL;
        for (int from = 0; from + WINDOW <= count; from++) {
            double mean =
                    speeds.subList(from, from + WINDOW).stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(0);
            if (mean >= full) {
                return from * lookSeconds;
            }
        }
        return count * lookSeconds;
    }
}
