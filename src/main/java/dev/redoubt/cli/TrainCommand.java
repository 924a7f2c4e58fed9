package dev.redoubt.cli;

import dev.redoubt.config.ConfigFile;
import dev.redoubt.config.ConfigOutcome;

import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `redoubt train`: does for a moment what `run` and `demo` do, so that the JVM can write down
/// which classes they need and how. The build calls it; its result is the AOT cache.
@Command(name = "train", hidden = true, description = "Used by the build.")
final class TrainCommand implements Callable<Integer> {
    private static final Duration LENGTH = Duration.ofSeconds(6);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(8);
    private static final String FILE =
            """
            pools:
              train:
                listen: 127.0.0.1:1
                password: secret
                backend:
                  sentinel:
                    master: mymaster
                    nodes: [127.0.0.1:26379, 127.0.0.2:26379, 127.0.0.3:26379]
            """;

    @Override
    public Integer call() throws IOException, InterruptedException {
        readFile();
        DemoOptions options =
                new DemoOptions(
                        0,
                        0,
                        Optional.of(LENGTH),
                        Optional.of(LENGTH.dividedBy(2)),
                        new DemoOptions.LoadPlan(30_000, 20));
        Shutdown shutdown = Shutdown.install(STOP_DEADLINE);
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            new Demo(options, new NodeFront.Factory(), new Narrator(nowhere), shutdown).run();
            return 0;
        } finally {
            shutdown.end();
        }
    }

    private static void readFile() throws IOException {
        Path file = Files.createTempFile("redoubt-train", ".yml");
        try {
            Files.writeString(file, FILE);
            if (ConfigFile.read(file, System::getenv)
                    instanceof ConfigOutcome.Valid(var config, var _)) {
                Logging.configure(config.log());
                LoggerFactory.getLogger(TrainCommand.class).info("training");
            }
        } finally {
            Files.delete(file);
        }
    }
}
