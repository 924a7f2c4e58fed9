package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.Objects;
import java.util.concurrent.Callable;

/// `redoubt status`: what a node says of its pools.
@Command(
        name = "status",
        description =
                "Show the pools of a node: who is primary, why commands wait, how many clients.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the node answered", "1:it did not"},
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Mixin private AdminCall admin = new AdminCall();

    @Option(names = "--json", description = "For programs: the same and more as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec).commandLine();
        AdminCall.Form form = json ? AdminCall.Form.JSON : AdminCall.Form.TEXT;
        return admin.show("/status", form, line.getOut(), line.getErr());
    }
}
