package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Objects;
import java.util.concurrent.Callable;

/// `redoubt resume`: a node lets the held commands of a pool go on.
@Command(
        name = "resume",
        description = "Let the held commands of a pool go on.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:they go on", "1:it was not paused any more, or nobody could be asked"},
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Mixin private AdminCall admin = new AdminCall();

    @Parameters(paramLabel = "POOL", description = "Its name in the node's file.")
    private String pool = "";

    @Override
    public Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec).commandLine();
        return admin.order(AdminCall.path(pool, "resume"), line.getOut(), line.getErr());
    }
}
