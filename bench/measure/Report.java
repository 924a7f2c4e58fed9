package measure;

import static measure.Table.number;
import static measure.Table.whole;

import stage.Front;
import stage.Redoubt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The results for people: a table per shape.
record Report(Results results) {

    String text() {
        var text = new StringBuilder();
        for (var shape : results.shapes()) {
            text.append("\n### ").append(shape).append("\n\n").append(table(shape));
            text.append(remarks(shape));
        }
        return text.toString();
    }

    /// What took no part in any shape, and why.
    String remarks() {
        var text = new StringBuilder();
        for (var shape : results.shapes()) {
            var remarks = remarks(shape);
            text.append(remarks.isEmpty() ? "" : "\n" + shape + ":" + remarks);
        }
        return text.toString();
    }

    private String remarks(Shape shape) {
        var text = new StringBuilder();
        for (var front : results.fronts()) {
            var series = results.of(shape, front);
            series.refusal().ifPresent(why -> text.append("\n" + front.name() + ": " + why + "\n"));
            series.failure()
                    .ifPresent(why -> text.append("\nfailed: " + front.name() + ": " + why + "\n"));
        }
        return text.toString();
    }

    private Table table(Shape shape) {
        var head = new ArrayList<>(List.of("front", "requests/s", "spread", "p50 ms", "p99 ms"));
        head.addAll(List.of("front µs", "Redis µs", "sum µs", "MiB", "of direct", "of best peer"));
        var builds = builds();
        if (builds.size() > 1) {
            head.add("of " + builds.getFirst().name());
        }
        var table = new Table(head);
        for (var front : results.fronts()) {
            var row = row(shape, front);
            if (builds.size() > 1 && builds.contains(front)) {
                row.add(number(results.share(shape, front, builds.getFirst())));
            }
            table.row(row);
        }
        return table;
    }

    private List<Front> builds() {
        return results.fronts().stream()
                .filter(front -> front.contender() instanceof Redoubt)
                .toList();
    }

    private List<String> row(Shape shape, Front front) {
        var series = results.of(shape, front);
        var median = series.median();
        var row = new ArrayList<>(List.of(front.name()));
        if (median.isEmpty()) {
            row.add(series.refusal().isPresent() ? "cannot" : "failed");
            return row;
        }
        var sample = median.get();
        row.add(whole(sample.requestsPerSecond()));
        row.add(String.format(Locale.ROOT, "±%.0f%%", 100 * series.spread()));
        row.add(number(sample.p50Millis()));
        row.add(number(sample.p99Millis()));
        row.add(number(sample.frontMicros()));
        row.add(number(sample.redisMicros()));
        row.add(number(sample.sumMicros()));
        row.add(front.pid().isPresent() ? whole(sample.residentMebibytes()) : "");
        row.add(number(results.ofDirect(shape, front)));
        row.add(number(results.ofBestPeer(shape, front)));
        return row;
    }
}
