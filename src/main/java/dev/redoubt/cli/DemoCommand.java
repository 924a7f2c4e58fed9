package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/// `redoubt demo`: a primary, two replicas, three Sentinels and Redoubt in front, all of it gone at
/// the end. Values are taken as text, so that each error reads alike.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "A primary, two replicas and three Sentinels (real processes in a temporary folder)",
            "and Redoubt in front of them. Ctrl-C ends everything."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(8);

    private final FrontFactory fronts;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "6380",
            paramLabel = "PORT",
            description = "Where clients connect; 0 takes any free port (default: 6380).")
    private String port = "6380";

    @Option(
            names = "--admin",
            defaultValue = "9380",
            paramLabel = "PORT",
            description = "Health and metrics; 0 takes any free port (default: 9380).")
    private String admin = "9380";

    @Option(
            names = "--exit-after",
            paramLabel = "TIME",
            description = "End by itself, such as 30s (default: never).")
    private @Nullable String exitAfter;

    @Option(
            names = "--load",
            defaultValue = "0",
            paramLabel = "N",
            description = "Send N requests a second and check each reply (default: 0).")
    private String load = "0";

    @Option(
            names = "--connections",
            defaultValue = "20",
            paramLabel = "N",
            description = "Client connections of the load (default: 20).")
    private String connections = "20";

    @Option(
            names = "--kill-primary-every",
            paramLabel = "TIME",
            description = "kill -9 the primary, such as 20s; it comes back seconds later.")
    private @Nullable String killPrimaryEvery;

    DemoCommand(FrontFactory fronts) {
        this.fronts = fronts;
    }

    @Override
    public Integer call() throws InterruptedException {
        DemoOptions options;
        try {
            options = options();
        } catch (DemoOptions.Unusable e) {
            if (spec == null) {
                throw new IllegalStateException(e);
            }
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        Shutdown shutdown = Shutdown.install(STOP_DEADLINE);
        try {
            new Demo(options, fronts, new Narrator(System.out), shutdown).run();
            return 0;
        } catch (IOException e) {
            if (shutdown.begun()) {
                return 0;
            }
            System.err.println(e.getMessage());
            return 1;
        } finally {
            shutdown.end();
        }
    }

    private DemoOptions options() throws DemoOptions.Unusable {
        return new DemoOptions(
                DemoOptions.number("--port", port, 0, 65_535),
                DemoOptions.number("--admin", admin, 0, 65_535),
                DemoOptions.duration("--exit-after", exitAfter),
                DemoOptions.duration("--kill-primary-every", killPrimaryEvery),
                new DemoOptions.LoadPlan(
                        DemoOptions.number("--load", load, 0, 1_000_000),
                        DemoOptions.number("--connections", connections, 1, 10_000)));
    }
}
