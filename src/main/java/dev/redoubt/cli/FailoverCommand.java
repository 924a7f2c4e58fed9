package dev.redoubt.cli;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;

/// `redoubt failover`: a node moves the primary of a pool to a replica.
@Command(
        name = "failover",
        description = {
            "Move the primary of a pool to a replica, without an error at any client.",
            "Looks first, and says what stands in the way. Shows its steps with their times; a step"
                + " that fails undoes those before it. With Sentinel, finding out which replica it"
                + " would choose may take 10 seconds, in which commands go on; they wait for"
                + " fractions of a second."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:moved, or could be with --dry-run",
            "1:not moved, or moved with something left to do; the last line says which"
        },
        mixinStandardHelpOptions = true)
public final class FailoverCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Mixin private AdminCall admin = new AdminCall();

    @Parameters(paramLabel = "POOL", description = "Its name in the node's file.")
    private String pool = "";

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            description = "The replica (default: the one with the best priority, then offset).")
    private @Nullable String target;

    @Option(names = "--dry-run", description = "Only look whether it could be done.")
    private boolean dryRun;

    /// For picocli, which fills in the rest.
    public FailoverCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec).commandLine();
        StringBuilder path = new StringBuilder(AdminCall.path(pool, "failover"));
        if (target != null) {
            if (HostPort.of(target).isEmpty()) {
                throw new ParameterException(
                        line, "--to: " + target + " (expected: host:port, such as 10.0.0.4:6379)");
            }
            path.append("?to=").append(URLEncoder.encode(target, StandardCharsets.UTF_8));
        }
        if (dryRun) {
            path.append(target == null ? "?" : "&").append("dry-run");
        }
        return admin.follow(path.toString(), line.getOut(), line.getErr());
    }
}
