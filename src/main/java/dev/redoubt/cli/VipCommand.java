package dev.redoubt.cli;

import dev.redoubt.config.AdminConfig;
import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.PoolConfig;
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
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `redoubt vip`: the virtual addresses of a file alone, until SIGTERM or Ctrl-C.
@Command(
        name = "vip",
        description = {
            "Hold the virtual addresses of a configuration file, without its pools.",
            "SIGTERM or Ctrl-C: give them to another node, exit 0."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:ended by a signal", "1:it could not start, or ended by a fault"},
        mixinStandardHelpOptions = true)
public final class VipCommand implements Callable<Integer> {
    /// To leave takes 3 s at most, and then programs that are told of it have 10.
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(14);

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
        if (config.vips().isEmpty()) {
            err.println(file.path() + ": vips: missing (expected: one virtual address or more)");
            return 1;
        }
        Logging.configure(config.log());
        Logger log = LoggerFactory.getLogger(VipCommand.class);
        warnings.forEach(warning -> log.warn("{}", warning));
        Shutdown shutdown = Shutdown.install(STOP_DEADLINE);
        shutdown.hurry();
        try {
            // Nothing is known of pools that are served elsewhere.
            Set<String> pools =
                    config.pools().stream()
                            .map(PoolConfig::name)
                            .collect(Collectors.toUnmodifiableSet());
            NodeVips vips = NodeVips.start(config.vips(), () -> pools);
            log.info("taking part with {}", NodeVips.listed(config.vips()));
            try {
                if (config.admin().origin() == AdminConfig.Origin.FILE) {
                    NodeAdmin.start(config.admin(), new VipNode(vips), shutdown);
                }
            } finally {
                // Ended before the admin address: another node waits for the virtual ones.
                shutdown.add(vips::close);
            }
            return new VipRun(vips, shutdown).await(err);
        } catch (IOException e) {
            err.println(e.getMessage());
            return 1;
        } finally {
            shutdown.end();
        }
    }
}
