package dev.redoubt.cli;

import dev.redoubt.config.ConfigFile;
import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.Problem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// `redoubt check`: tells all problems and warnings of a file on standard error.
@Command(
        name = "check",
        description = "Check a configuration file: all its problems, with line and column.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the file can be used", "1:it has problems"},
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    private static final int USABLE = 0;
    private static final int FAULTY = 1;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "redoubt.yml",
            description = "The file to check (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("redoubt.yml");

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        return switch (ConfigFile.read(file, System::getenv)) {
            case ConfigOutcome.Valid(var config, List<Problem> warnings) -> {
                warnings.forEach(err::println);
                out.println(
                        file
                                + ": ok ("
                                + counted(config.pools().size(), "pool")
                                + (config.vips().isEmpty()
                                        ? ""
                                        : ", " + counted(config.vips().size(), "vip"))
                                + ")");
                yield USABLE;
            }
            case ConfigOutcome.Invalid(List<Problem> problems, List<Problem> warnings) -> {
                Stream.concat(problems.stream(), warnings.stream())
                        .sorted(Problem.IN_FILE_ORDER)
                        .forEach(err::println);
                yield FAULTY;
            }
        };
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
