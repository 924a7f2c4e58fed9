package quick;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The command line. `fronts` and `named` (builds of Redoubt) are empty unless somebody chose them.
record Options(
        Path checkout,
        List<String> fronts,
        List<Contender.Redoubt> named,
        List<Shape> shapes,
        int rounds,
        Workplace.Folder folder,
        Optional<Path> json) {

    static final String HELP =
            """
            usage: bench/run [--quick] [options]
            redis-benchmark GET of 64 bytes on 100,000 loaded keys through each front, in turn.

              --quick              5 rounds, under 3 minutes (default: 7 rounds)
              --rounds N           rounds per front and shape; their median counts
              --fronts A,B         of direct, haproxy, twemproxy, redoubt (default: all installed)
              --redoubt NAME=DIR   a build of Redoubt, DIR/redoubt its launcher; repeat it to compare
                                   builds (default: redoubt= this checkout)
              --shapes PxC,PxC     pipeline x clients (default: 1x50,1x500,16x50,16x500)
              --json FILE          every sample, for machines
              --keep               keep the temporary folder: configurations and logs
              --help               this text

            exit: 0 measured, 1 a front failed, 2 could not measure
            """;
    private static final List<String> FRONTS = List.of("direct", "haproxy", "twemproxy", "redoubt");
    private static final String BUILD_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    static Options parse(Path checkout, List<String> arguments) {
        var left = new ArrayDeque<>(arguments);
        List<String> fronts = List.of();
        var builds = new ArrayList<Contender.Redoubt>();
        var shapes = Shape.ALL;
        int rounds = 7;
        var folder = Workplace.Folder.DELETE;
        var json = Optional.<Path>empty();
        if (left.remove("--quick")) {
            rounds = 5;
        }
        while (!left.isEmpty()) {
            var option = left.pop();
            switch (option) {
                case "--rounds" -> rounds = rounds(value(option, left));
                case "--fronts" -> fronts = fronts(value(option, left));
                case "--redoubt" -> builds.add(build(value(option, left), builds));
                case "--shapes" -> shapes = shapes(value(option, left));
                case "--json" -> json = Optional.of(json(value(option, left)));
                case "--keep" -> folder = Workplace.Folder.KEEP;
                default ->
                        throw new Problem(
                                "option: " + option + " (expected: one that --help names)");
            }
        }
        if (!builds.isEmpty() && !fronts.isEmpty() && !fronts.contains("redoubt")) {
            throw new Problem("--redoubt: not measured (expected: redoubt among --fronts)");
        }
        return new Options(checkout, fronts, List.copyOf(builds), shapes, rounds, folder, json);
    }

    /// The builds of Redoubt to measure; this checkout's unless others were named.
    List<Contender.Redoubt> builds() {
        return named.isEmpty() ? List.of(new Contender.Redoubt("redoubt", checkout)) : named;
    }

    /// Whether the run goes on without it: nobody asked for it by name.
    boolean isOptional(Contender contender) {
        return fronts.isEmpty() && !named.contains(contender);
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new Problem(option + ": nothing (expected: a value, see --help)");
        }
        return left.pop();
    }

    private static int rounds(String text) {
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw new Problem("--rounds: " + text + " (expected: a number from 1 to 999)");
        }
        return Integer.parseInt(text);
    }

    private static List<String> fronts(String text) {
        var chosen = List.of(text.split(",", -1));
        for (var name : chosen) {
            if (!FRONTS.contains(name)) {
                throw new Problem(
                        "--fronts: " + name + " (expected: of " + String.join(", ", FRONTS) + ")");
            }
        }
        return chosen.stream().distinct().toList();
    }

    /// Told now, not when the numbers are there and have nowhere to go.
    private static Path json(String text) {
        var file = Path.of(text).toAbsolutePath();
        if (Files.isDirectory(file) || !Files.isWritable(file.getParent())) {
            throw new Problem("--json: " + text + " (expected: a file in a folder to write to)");
        }
        return file;
    }

    private static List<Shape> shapes(String text) {
        return List.of(text.split(",", -1)).stream().map(Shape::parse).distinct().toList();
    }

    private static Contender.Redoubt build(String text, List<Contender.Redoubt> others) {
        int equals = text.indexOf('=');
        var name = text.substring(0, Math.max(0, equals));
        if (!name.matches(BUILD_NAME)) {
            throw new Problem("--redoubt: " + text + " (expected: NAME=DIR)");
        }
        if ((FRONTS.contains(name) && !name.equals("redoubt"))
                || others.stream().anyMatch(other -> other.name().equals(name))) {
            throw new Problem("--redoubt: " + name + " (expected: a name of its own)");
        }
        return new Contender.Redoubt(
                name, Path.of(text.substring(equals + 1)).toAbsolutePath().normalize());
    }
}
