package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Objects;
import java.util.concurrent.Callable;

/// `redoubt pause`: a node holds the commands of a pool, for a while.
@Command(
        name = "pause",
        description = {
            "Hold the commands of a pool at one node, until it is resumed.",
            "What was sent before is answered. Clients wait and get no error: shortly before"
                    + " failover.hold is over the pool goes on by itself, and the log says so."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:commands wait", "1:they do not, or somebody had paused it before"},
        mixinStandardHelpOptions = true)
public final class PauseCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Mixin private AdminCall admin = new AdminCall();

    @Parameters(paramLabel = "POOL", description = "Its name in the node's file.")
    private String pool = "";

    @Override
    public Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec).commandLine();
        return admin.order(AdminCall.path(pool, "pause"), line.getOut(), line.getErr());
    }
}
