package dev.redoubt.cli;

import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.Problem;
import dev.redoubt.config.RedoubtConfig;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `redoubt run`: serves what the file describes until SIGTERM or Ctrl-C.
@Command(
        name = "run",
        description = {
            "Serve the pools of a configuration file, and hold its virtual addresses.",
            "SIGTERM or Ctrl-C: accept nobody any more, give virtual addresses up, finish what is"
                    + " in flight, exit 0."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:ended by a signal, or another process took over",
            "1:it could not start, or not take over"
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    /// To leave takes 3 s at most, and then programs that are told of it have 10.
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(14);

    @Spec private @Nullable CommandSpec spec;

    @Mixin private FileArgument file = new FileArgument();

    @Option(
            names = "--take-over",
            description = {
                "Take the work over from the process that serves this node, if there is one: its",
                "listening sockets and its clients' connections. No client notices."
            })
    private boolean takeOver;

    @Option(
            names = "--leave-within",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = {
                "How long the process that is taken over from may stay for clients that cannot be",
                "handed over yet: subscribed, blocked, in a transaction (default: 30s)."
            })
    private String leaveWithin = "30s";

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Duration limit = limit();
        Optional<ConfigOutcome.Valid> read = file.read(err);
        return read.isPresent() ? serve(read.get().config(), read.get().warnings(), limit, err) : 1;
    }

    private int serve(RedoubtConfig config, List<Problem> warnings, Duration limit, PrintWriter err)
            throws InterruptedException {
        if (config.pools().isEmpty()) {
            err.println(
                    file.path()
                            + ": pools: missing (expected: one or more; redoubt vip needs none)");
            return 1;
        }
        Logging.configure(config.log());
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        warnings.forEach(warning -> log.warn("{}", warning));
        Shutdown shutdown = Shutdown.install(STOP_DEADLINE);
        NodeRun run = new NodeRun(config, shutdown);
        try {
            if (takeOver) {
                run.takeOver(limit);
            } else {
                run.serve();
            }
            return 0;
        } catch (IOException e) {
            err.println(e.getMessage());
            return 1;
        } finally {
            shutdown.end();
        }
    }

    private Duration limit() {
        try {
            return DemoOptions.duration("--leave-within", leaveWithin).orElseThrow();
        } catch (DemoOptions.Unusable e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
