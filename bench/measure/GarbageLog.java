package measure;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `-Xlog:gc` and `-Xlog:safepoint` said.
record GarbageLog(List<String> collections, List<String> safepoints) {
    private static final Pattern PAUSE =
            Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");
    private static final Pattern SAFEPOINT = Pattern.compile("Total: +(\\d+) ns");

    /// How long each pause for a collection was.
    double[] pausesMillis() {
        return matches(collections, PAUSE)
                .mapToDouble(match -> Double.parseDouble(match.group(3)))
                .toArray();
    }

    /// How long all threads stood at a safepoint, whatever it was for.
    double[] safepointsMillis() {
        return matches(safepoints, SAFEPOINT)
                .mapToDouble(match -> Long.parseLong(match.group(1)) / 1e6)
                .toArray();
    }

    /// What was allocated between the first and the last collection, by the growth of the heap.
    long allocatedMebibytes() {
        long sum = 0;
        long left = -1;
        for (var match : matches(collections, PAUSE).toList()) {
            sum += left < 0 ? 0 : Math.max(0, Long.parseLong(match.group(1)) - left);
            left = Long.parseLong(match.group(2));
        }
        return sum;
    }

    private static Stream<Matcher> matches(List<String> lines, Pattern pattern) {
        return lines.stream().map(pattern::matcher).filter(Matcher::find);
    }
}
