package measure;

import stage.Problem;
import stage.Redoubt;
import stage.Workplace;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Reads the command line.
final class CommandLine {
    static final String HELP =
            """
            usage: bench/run [MEASUREMENT] [options]
            Measures Redoubt against direct Redis, HAProxy, twemproxy and predixy.

            measurement:
              (none)               every shape; writes bench/RESULTS.md; 11 minutes with 4 fronts
              --quick              GET of 64 bytes in four shapes; under 3 minutes; writes nothing
              --growth             10 to 15,000 connections, values of 16 B to 1 MiB, 1 to 4 loops;
                                   also draws docs/growth-*.svg; 10 minutes
              --idle               15,000 clients that do nothing beside 50 that work; 3 minutes
              --gc                 pauses of the garbage collection under load; 5 minutes
              --start              from the start to the first answer and to full speed; 2 minutes
              --durable            what it costs to wait for a replica with each write; 4 minutes
              --micro [ARGUMENTS]  scanner, look-up, reply splitting with JMH, which gets the
                                   arguments; 4 minutes
              --check              tests the arithmetic of the bench itself; 1 second

            options:
              --rounds N           rounds per front and shape; their median counts (default: 5;
                                   --growth: 3; --start: 15 starts)
              --minutes N          stop adding rounds so that it is done by then; --gc: how long
              --fronts A,B         of direct, haproxy, haproxy-1 (one thread), twemproxy, predixy,
                                   redoubt (default: all that are installed but haproxy-1)
              --redoubt NAME=DIR   a build of Redoubt, DIR/redoubt its launcher; repeat it to compare
                                   builds (default: redoubt= this checkout)
              --shapes A,B         of get, set (each as 1x50, 1x500, 16x50, 16x500: pipeline x
                                   clients), get-16x500 or 16x500, set-1x50, get4k, get1m, mset,
                                   lrange, mix, idle
              --results FILE       write there; without it, only a run of everything writes
                                   bench/RESULTS.md: none with --fronts, --redoubt or --shapes
              --json FILE          every sample, for machines
              --keep               keep the temporary folder: configurations and logs
              --help               this text

            exit: 0 measured, 1 a front failed, 2 could not measure
            """;
    private static final String BUILD_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private final Deque<String> left;
    private final String words;
    private Options.Mode mode = Options.Mode.SHAPES;
    private List<String> fronts = List.of();
    private final List<Redoubt> builds = new ArrayList<>();
    private List<Shape> shapes = List.of();
    private OptionalInt rounds = OptionalInt.empty();
    private OptionalDouble minutes = OptionalDouble.empty();
    private Workplace.Folder folder = Workplace.Folder.DELETE;
    private Optional<Path> json = Optional.empty();
    private Optional<Path> results = Optional.empty();

    private CommandLine(List<String> arguments) {
        left = new ArrayDeque<>(arguments);
        words = String.join(" ", arguments);
    }

    static Options parse(Path checkout, List<String> arguments) {
        return new CommandLine(arguments).options(checkout);
    }

    private Options options(Path checkout) {
        while (!left.isEmpty()) {
            take(left.pop());
        }
        if (!builds.isEmpty() && !fronts.isEmpty() && !fronts.contains("redoubt")) {
            throw new Problem("--redoubt: not measured (expected: redoubt among --fronts)");
        }
        boolean whole = fronts.isEmpty() && builds.isEmpty() && shapes.isEmpty();
        if (results.isEmpty() && whole && mode != Options.Mode.QUICK) {
            results = Optional.of(checkout.resolve("bench/RESULTS.md"));
        }
        return new Options(
                checkout,
                mode,
                fronts,
                List.copyOf(builds),
                shapes,
                rounds,
                minutes,
                folder,
                json,
                results,
                words);
    }

    private void take(String option) {
        switch (option) {
            case "--quick" -> choose(Options.Mode.QUICK);
            case "--growth" -> choose(Options.Mode.GROWTH);
            case "--idle" -> choose(Options.Mode.IDLE);
            case "--gc" -> choose(Options.Mode.PAUSES);
            case "--start" -> choose(Options.Mode.START);
            case "--durable" -> choose(Options.Mode.DURABLE);
            case "--check" -> choose(Options.Mode.CHECK);
            case "--rounds" -> rounds = OptionalInt.of(number(option));
            case "--minutes" -> minutes = OptionalDouble.of(minutes(option));
            case "--fronts" -> fronts = fronts(value(option));
            case "--redoubt" -> builds.add(build(value(option)));
            case "--shapes" -> shapes = shapes(value(option));
            case "--results" -> results = Optional.of(file(option));
            case "--json" -> json = Optional.of(file(option));
            case "--keep" -> folder = Workplace.Folder.KEEP;
            default ->
                    throw new Problem("option: " + option + " (expected: one that --help names)");
        }
    }

    private void choose(Options.Mode chosen) {
        if (mode != Options.Mode.SHAPES) {
            throw new Problem("measurement: two of them (expected: one)");
        }
        mode = chosen;
    }

    private String value(String option) {
        if (left.isEmpty()) {
            throw new Problem(option + ": nothing (expected: a value, see --help)");
        }
        return left.pop();
    }

    private int number(String option) {
        var text = value(option);
        if (!text.matches("[1-9][0-9]{0,2}")) {
            throw new Problem(option + ": " + text + " (expected: a number from 1 to 999)");
        }
        return Integer.parseInt(text);
    }

    private double minutes(String option) {
        var text = value(option);
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,2})?")) {
            throw new Problem(option + ": " + text + " (expected: minutes, as 10 or 0.5)");
        }
        return Double.parseDouble(text);
    }

    private static List<String> fronts(String text) {
        var chosen = List.of(text.split(",", -1));
        for (var name : chosen) {
            if (!Options.FRONTS.contains(name)) {
                var known = String.join(", ", Options.FRONTS);
                throw new Problem("--fronts: " + name + " (expected: of " + known + ")");
            }
        }
        return chosen.stream().distinct().toList();
    }

    /// Told now, not when the numbers are there and have nowhere to go.
    private Path file(String option) {
        var text = value(option);
        var file = Path.of(text).toAbsolutePath();
        if (Files.isDirectory(file) || !Files.isWritable(file.getParent())) {
            throw new Problem(option + ": " + text + " (expected: a file in a folder to write to)");
        }
        return file;
    }

    private static List<Shape> shapes(String text) {
        return List.of(text.split(",", -1)).stream()
                .flatMap(name -> Shape.parse(name).stream())
                .distinct()
                .toList();
    }

    private Redoubt build(String text) {
        int equals = text.indexOf('=');
        var name = text.substring(0, Math.max(0, equals));
        if (!name.matches(BUILD_NAME)) {
            throw new Problem("--redoubt: " + text + " (expected: NAME=DIR)");
        }
        if ((Options.FRONTS.contains(name) && !name.equals("redoubt"))
                || builds.stream().anyMatch(other -> other.name().equals(name))) {
            throw new Problem("--redoubt: " + name + " (expected: a name of its own)");
        }
        return new Redoubt(name, Path.of(text.substring(equals + 1)).toAbsolutePath().normalize());
    }
}
