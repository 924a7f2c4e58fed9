package dev.redoubt.cli;

import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.Problem;
import dev.redoubt.config.RedoubtConfig;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `redoubt run`: serves what the file describes until SIGTERM or Ctrl-C.
@Command(
        name = "run",
        description = {
            "Serve the pools of a configuration file, and hold its virtual addresses.",
            "SIGTERM or Ctrl-C: accept nobody any more, give virtual addresses up, finish what is"
                    + " in flight, exit 0."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:ended by a signal", "1:it could not start"},
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(8);

    @Spec private @Nullable CommandSpec spec;

    @Mixin private FileArgument file = new FileArgument();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Optional<ConfigOutcome.Valid> read = file.read(err);
        return read.isPresent() ? serve(read.get().config(), read.get().warnings(), err) : 1;
    }

    private int serve(RedoubtConfig config, List<Problem> warnings, PrintWriter err)
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
        try {
            Node node = Node.start(config, event -> {});
            Runnable leaving = startVips(config, node, shutdown);
            shutdown.add(() -> node.drain(DRAIN_LIMIT, leaving));
            log.info("serving {}", listed(node.addresses()));
            NodeAdmin.start(config.admin(), node, shutdown);
            shutdown.await();
            log.info("told to stop");
            return 0;
        } catch (IOException e) {
            err.println(e.getMessage());
            return 1;
        } finally {
            shutdown.end();
        }
    }

    /// @return what gives the virtual addresses up again
    private static Runnable startVips(RedoubtConfig config, Node node, Shutdown shutdown)
            throws IOException {
        if (config.vips().isEmpty()) {
            return () -> {};
        }
        try {
            NodeVips vips =
                    NodeVips.start(config.vips(), new ServingPools(node::pools, System::nanoTime));
            node.with(vips);
            return vips::close;
        } catch (IOException e) {
            shutdown.add(node::close);
            throw e;
        }
    }

    private static String listed(List<ListenAddress> addresses) {
        return addresses.stream().map(ListenAddress::toString).collect(Collectors.joining(", "));
    }
}
