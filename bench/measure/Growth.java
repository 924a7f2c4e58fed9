package measure;

import stage.Lineup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What it costs as it grows: connections, values, loops. Each part has fronts of its own, so that
/// none begins with the memory of the one before.
record Growth(Setting setting, Path plots) {
    private static final int ROUNDS = 3;
    private static final int PARTS = 3;
    private static final List<Integer> CONNECTIONS = List.of(10, 100, 1_000, 5_000, 10_000, 15_000);
    private static final List<Integer> VALUE_BYTES =
            List.of(16, 256, 4 << 10, 64 << 10, 256 << 10, 1 << 20);

    /// Draws beside the results, or into docs/ where these are the checkout's own.
    static Outcome measure(Setting setting) throws IOException, InterruptedException {
        var options = setting.options();
        var own = options.checkout().resolve("bench/RESULTS.md");
        var plots =
                options.results()
                        .filter(file -> !file.equals(own))
                        .map(Path::getParent)
                        .orElse(options.checkout().resolve("docs"));
        return new Growth(setting, plots).measure();
    }

    private Outcome measure() throws IOException, InterruptedException {
        var shapes =
                CONNECTIONS.stream().map(count -> new Shape(Work.GET_BY_OWN, 1, count)).toList();
        var connections = part(1, setting.lineup(), shapes);
        shapes = VALUE_BYTES.stream().map(bytes -> new Shape(Work.get(bytes), 1, 50)).toList();
        var values = part(2, setting.lineup(), shapes);
        var loops = part(3, loops(), Shape.parse("get"));
        var text = connections(connections) + values(values) + loops(loops);
        for (var results : List.of(connections, values, loops)) {
            text += new Report(results).remarks();
        }
        return new Outcome("Growth", pictures() + text, List.of(connections, values, loops));
    }

    private String pictures() {
        var beside = setting.options().results().map(Path::getParent).orElse(plots);
        var text = new StringBuilder("\n");
        for (var name : List.of("connections", "memory", "values", "loops")) {
            var file = beside.relativize(plots.resolve("growth-" + name + ".svg"));
            text.append("![").append(name).append("](").append(file).append(")\n");
        }
        return text.toString();
    }

    private Results part(int number, Lineup lineup, List<Shape> shapes)
            throws IOException, InterruptedException {
        long left = setting.endNanos() - System.nanoTime();
        long until = System.nanoTime() + left / (PARTS + 1 - number);
        var fronts = setting.start(lineup);
        var results = setting.compare(fronts, shapes, ROUNDS, until);
        setting.end(fronts);
        return results;
    }

    private Lineup loops() {
        var redoubt = setting.options().builds().getFirst();
        var counts = IntStream.rangeClosed(1, 4).mapToObj(redoubt::withLoops).toList();
        return new Lineup(List.copyOf(counts), List.of());
    }

    private String connections(Results results) throws IOException {
        Function<Shape, String> clients = shape -> Table.whole(shape.clients());
        var title = "Connections: GET of 64 B, P=1";
        draw("connections", title, "requests/s", results, clients, Growth::speed);
        draw("memory", "Connections: memory", "MiB", results, clients, Growth::memory);
        return "\n### Connections\n\nrequests/s, GET of 64 B, P=1\n\n"
                + table("clients", results, clients, Growth::speed, "%,.0f")
                + "\nCPU of the front, µs per command\n\n"
                + table("clients", results, clients, Growth::cpu, "%.1f")
                + "\np99, ms\n\n"
                + table("clients", results, clients, Growth::p99, "%.1f")
                + "\nMemory of the front, MiB, as connections became more\n\n"
                + table("clients", results, clients, Growth::memory, "%,.0f");
    }

    private String values(Results results) throws IOException {
        Function<Shape, String> size = shape -> Work.size(shape.work().valueBytes());
        draw("values", "Values: GET, P=1 c=50", "MB/s of values", results, size, Growth::megabytes);
        return "\n### Values\n\nrequests/s, GET, P=1 c=50\n\n"
                + table("value", results, size, Growth::speed, "%,.0f")
                + "\nCPU of the front, µs per command\n\n"
                + table("value", results, size, Growth::cpu, "%.1f")
                + "\nMemory of the front, MiB, as values became larger\n\n"
                + table("value", results, size, Growth::memory, "%,.0f");
    }

    private String loops(Results results) throws IOException {
        Function<Shape, String> name = Shape::toString;
        draw("loops", "Loops: GET of 64 B", "requests/s", results, name, Growth::speed);
        return "\n### Loops\n\nrequests/s\n\n"
                + table("shape", results, name, Growth::speed, "%,.0f")
                + "\nCPU of front and Redis, µs per command\n\n"
                + table("shape", results, name, Growth::sum, "%.1f");
    }

    /// A number of one shape and front; not a number where it was not measured.
    private interface Value {
        double of(Shape shape, Series series);
    }

    private static double megabytes(Shape shape, Series series) {
        return speed(shape, series) * shape.work().valueBytes() / 1e6;
    }

    private static double speed(Shape shape, Series series) {
        return series.median().map(Sample::requestsPerSecond).orElse(Double.NaN);
    }

    private static double cpu(Shape shape, Series series) {
        return series.median().map(Sample::frontMicros).orElse(Double.NaN);
    }

    private static double sum(Shape shape, Series series) {
        return series.median().map(Sample::sumMicros).orElse(Double.NaN);
    }

    private static double p99(Shape shape, Series series) {
        return series.median().map(Sample::p99Millis).orElse(Double.NaN);
    }

    private static double memory(Shape shape, Series series) {
        return series.firstResidentMebibytes().filter(size -> size > 0).orElse(Double.NaN);
    }

    private static Table table(
            String first,
            Results results,
            Function<Shape, String> label,
            Value value,
            String format) {
        var head = new ArrayList<>(List.of(first));
        results.fronts().forEach(front -> head.add(front.name()));
        var table = new Table(head);
        for (var shape : results.shapes()) {
            var row = new ArrayList<>(List.of(label.apply(shape)));
            for (var front : results.fronts()) {
                var series = results.of(shape, front);
                double number = value.of(shape, series);
                row.add(
                        Double.isNaN(number)
                                ? series.refusal().map(_ -> "cannot").orElse("")
                                : String.format(Locale.ROOT, format, number));
            }
            table.row(row);
        }
        return table;
    }

    private void draw(
            String file,
            String title,
            String unit,
            Results results,
            Function<Shape, String> label,
            Value value)
            throws IOException {
        var lines = new ArrayList<Plot.Line>();
        for (var front : results.fronts()) {
            var values =
                    results.shapes().stream()
                            .mapToDouble(shape -> value.of(shape, results.of(shape, front)))
                            .boxed()
                            .toList();
            lines.add(new Plot.Line(front.name(), values));
        }
        var points = results.shapes().stream().map(label).toList();
        var svg = new Plot(title, unit, points, lines).svg();
        Files.writeString(plots.resolve("growth-" + file + ".svg"), svg);
    }
}
