package quick;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The results for people: a Markdown table per shape that lines up in a terminal, too.
record Report(List<Front> fronts, List<Shape> shapes, Results results) {

    String text() {
        var text = new StringBuilder();
        for (var shape : shapes) {
            text.append("\n### ").append(shape).append("\n\n").append(table(shape));
        }
        text.append("\n").append(memory());
        for (var shape : shapes) {
            for (var front : fronts) {
                results.of(shape, front)
                        .failure()
                        .ifPresent(reason -> text.append(failure(shape, front, reason)));
            }
        }
        return text.toString();
    }

    private static String failure(Shape shape, Front front, String reason) {
        return "failed: " + front.name() + ", " + shape + ": " + reason + "\n";
    }

    private String table(Shape shape) {
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("front", "requests/s", "spread", "p99 ms", "front µs"));
        head.addAll(List.of("Redis µs", "sum µs", "of direct", "of best peer"));
        var builds = builds();
        if (builds.size() > 1) {
            head.add("of " + builds.getFirst().name());
        }
        rows.add(head);
        for (var front : fronts) {
            var row = row(shape, front);
            if (builds.size() > 1) {
                row.add(
                        builds.contains(front)
                                ? ratio(results.share(shape, front, builds.getFirst()))
                                : "");
            }
            rows.add(row);
        }
        return aligned(rows);
    }

    private List<Front> builds() {
        return fronts.stream()
                .filter(front -> front.contender() instanceof Contender.Redoubt)
                .toList();
    }

    private List<String> row(Shape shape, Front front) {
        var series = results.of(shape, front);
        var median = series.median();
        var row = new ArrayList<>(List.of(front.name()));
        if (median.isEmpty()) {
            row.addAll(List.of("failed", "", "", "", "", "", "", ""));
            return row;
        }
        var sample = median.get();
        row.add(String.format(Locale.ROOT, "%,.0f", sample.requestsPerSecond()));
        row.add(String.format(Locale.ROOT, "±%.0f%%", 100 * series.spread()));
        row.add(number(sample.p99Millis()));
        row.add(number(sample.frontMicros()));
        row.add(number(sample.redisMicros()));
        row.add(number(sample.sumMicros()));
        row.add(ratio(results.ofDirect(shape, front)));
        row.add(ratio(results.ofBestPeer(shape, front)));
        return row;
    }

    private String memory() {
        var parts = new ArrayList<String>();
        for (var front : fronts) {
            front.residentBytes()
                    .ifPresent(bytes -> parts.add(front.name() + " " + (bytes >> 20) + " MiB"));
        }
        return parts.isEmpty()
                ? ""
                : "resident memory after load: " + String.join(", ", parts) + "\n";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String ratio(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "";
    }

    private static String aligned(List<List<String>> rows) {
        var text = new StringBuilder();
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < rows.getFirst().size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        for (int index = 0; index < rows.size(); index++) {
            for (int column = 0; column < widths.size(); column++) {
                // names to the left, numbers to the right
                var format = "| %" + (column == 0 ? "-" : "") + widths.get(column) + "s ";
                text.append(String.format(Locale.ROOT, format, rows.get(index).get(column)));
            }
            text.append("|\n");
            if (index == 0) {
                text.append(rule(widths));
            }
        }
        return text.toString();
    }

    private static String rule(List<Integer> widths) {
        var rule = new StringBuilder("|").append("-".repeat(widths.getFirst() + 2));
        for (int width : widths.subList(1, widths.size())) {
            rule.append('|').append("-".repeat(width + 1)).append(':');
        }
        return rule.append("|\n").toString();
    }
}
