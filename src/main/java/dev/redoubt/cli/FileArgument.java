package dev.redoubt.cli;

import dev.redoubt.config.ConfigFile;
import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.Problem;

import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The configuration file that a command is about.
final class FileArgument {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "redoubt.yml",
            description = "The configuration file (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("redoubt.yml");

    Path path() {
        return file;
    }

    /// What the file says; empty if it cannot be used, with every problem and warning told.
    Optional<ConfigOutcome.Valid> read(PrintWriter err) {
        return switch (ConfigFile.read(file, System::getenv)) {
            case ConfigOutcome.Valid valid -> Optional.of(valid);
            case ConfigOutcome.Invalid(List<Problem> problems, List<Problem> warnings) -> {
                Stream.concat(problems.stream(), warnings.stream())
                        .sorted(Problem.IN_FILE_ORDER)
                        .forEach(err::println);
                yield Optional.empty();
            }
        };
    }
}
