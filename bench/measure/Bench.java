package measure;

import stage.Clients;
import stage.Problem;
import stage.RedisServer;
import stage.Surroundings;
import stage.Workplace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs one measurement, prints what came of it, and writes it where it belongs.
final class Bench {
    private static final String BEGINNING =
            """
            # Results

            Written by `bench/run`; [README.md](README.md) says how it measures and how to read it.
            """;

    private final Options options;
    private final Workplace workplace;
    private final long started = System.nanoTime();

    private Bench(Options options) throws IOException {
        this.options = options;
        this.workplace = new Workplace(options.folder());
    }

    /// The first argument is the checkout this file belongs to; `bench/run` passes it.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var words = List.of(arguments);
        if (words.contains("--help")) {
            System.out.print(CommandLine.HELP);
            return;
        }
        int status;
        try {
            var checkout = Path.of(words.getFirst());
            var options = CommandLine.parse(checkout, words.subList(1, words.size()));
            status = options.mode() == Options.Mode.CHECK ? Checks.run() : new Bench(options).run();
        } catch (Problem problem) {
            System.err.println(problem.getMessage());
            status = 2;
        } catch (IOException failure) {
            System.err.println("could not measure: " + failure);
            status = 2;
        }
        System.exit(status);
    }

    private int run() throws IOException, InterruptedException {
        var lineup = options.lineup();
        try (var redis = RedisServer.start(workplace)) {
            var clients = Clients.start(workplace, options.checkout());
            var surroundings = Surroundings.of(workplace, options.checkout(), lineup.contenders());
            System.out.print(surroundings.text());
            lineup.skipped().forEach(skipped -> System.out.println("skipped: " + skipped));
            var end = options.endNanos(started);
            var outcome = measure(new Setting(options, workplace, lineup, redis, clients, end));
            System.out.print(outcome.text());
            System.out.printf("%ntotal time: %d s%n", Progress.seconds());
            if (options.json().isPresent()) {
                var report = new JsonReport(outcome.parts());
                Files.writeString(
                        options.json().get(), report.text(surroundings, Progress.seconds()));
            }
            if (options.results().isPresent()) {
                write(outcome, surroundings, lineup.skipped(), options.results().get());
            }
            return outcome.anyFailed() ? 1 : 0;
        }
    }

    private static Outcome measure(Setting setting) throws IOException, InterruptedException {
        return switch (setting.options().mode()) {
            case SHAPES, QUICK -> Shapes.measure(setting);
            case GROWTH -> Growth.measure(setting);
            case IDLE -> Idle.measure(setting);
            case PAUSES -> Pauses.measure(setting);
            case START -> Start.measure(setting);
            case DURABLE -> Durable.measure(setting);
            case CHECK -> throw new AssertionError("needs no setting");
        };
    }

    private void write(Outcome outcome, Surroundings surroundings, List<String> skipped, Path file)
            throws IOException {
        var text = new StringBuilder();
        text.append("`").append(("bench/run " + options.words()).strip()).append("`, ");
        text.append(Progress.seconds()).append(" s\n\n");
        surroundings.facts().forEach((name, fact) -> text.append("- " + name + ": " + fact + "\n"));
        skipped.forEach(one -> text.append("- skipped: " + one + "\n"));
        text.append(outcome.text());
        new Section(outcome.title(), text.toString()).writeTo(file, BEGINNING);
        System.out.println("written: " + file);
    }
}
