package measure;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// The comparison with other fronts, in every shape or in those that were chosen.
final class Shapes {
    private static final int ROUNDS = 5;

    private Shapes() {}

    static Outcome measure(Setting setting) throws IOException, InterruptedException {
        var options = setting.options();
        var usual = options.mode() == Options.Mode.QUICK ? "get" : Shape.NAMES;
        List<Shape> shapes =
                options.shapes().isEmpty()
                        ? Stream.of(usual.split(",", -1))
                                .flatMap(name -> Shape.parse(name).stream())
                                .toList()
                        : options.shapes();
        var fronts = setting.start(setting.lineup());
        var results = setting.compare(fronts, shapes, ROUNDS, setting.endNanos());
        var text = Goals.text(results) + new Report(results).text();
        return new Outcome("Shapes", text, List.of(results));
    }
}
