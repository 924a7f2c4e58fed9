package dev.redoubt.cli;

import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.RedoubtConfig;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

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

    @Mixin private FileArgument file = new FileArgument();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<ConfigOutcome.Valid> read = file.read(err);
        if (read.isEmpty()) {
            return FAULTY;
        }
        read.get().warnings().forEach(err::println);
        RedoubtConfig config = read.get().config();
        out.println(
                file.path()
                        + ": ok ("
                        + counted(config.pools().size(), "pool")
                        + (config.vips().isEmpty()
                                ? ""
                                : ", " + counted(config.vips().size(), "vip"))
                        + ")");
        return USABLE;
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
