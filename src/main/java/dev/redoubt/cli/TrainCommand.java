package dev.redoubt.cli;

import dev.redoubt.config.ConfigFile;
import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;

import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `redoubt train`: does for a moment what `run` and `demo` do, so that the JVM can write down
/// which classes they need and how. The build calls it; its result is the AOT cache.
@Command(name = "train", hidden = true, description = "Used by the build.")
final class TrainCommand implements Callable<Integer> {
    private static final Duration LENGTH = Duration.ofSeconds(6);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(8);
    private static final String SENTINEL_FILE =
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
        Logging.configure(read(SENTINEL_FILE).log());
        LoggerFactory.getLogger(TrainCommand.class).info("training");
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
            serveServers(shutdown);
            return 0;
        } finally {
            shutdown.end();
        }
    }

    /// A pool without Sentinel, as `run` serves it, until it has answered.
    private static void serveServers(Shutdown shutdown) throws IOException {
        try (SentinelCluster cluster =
                SentinelCluster.start(SentinelPlan.quick(), RedisBinary::find)) {
            String servers =
                    cluster.servers().stream()
                            .map(server -> server.address().toString())
                            .collect(Collectors.joining(", "));
            RedoubtConfig config =
                    read(
                            """
                            pools:
                              train:
                                listen: 127.0.0.1:0
                                backend: {servers: [%s]}
                            admin: {listen: 127.0.0.1:0}
                            """
                                    .formatted(servers));
            Node node = Node.start(config, event -> {});
            try {
                NodeAdmin.start(config.admin(), node, shutdown);
                if (node.addresses().getFirst() instanceof ListenAddress.Tcp(HostPort address)) {
                    ask(address);
                }
            } finally {
                node.close();
            }
        }
    }

    private static void ask(HostPort address) throws IOException {
        try (Socket socket = new Socket(address.host(), address.port())) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout((int) STOP_DEADLINE.toMillis());
            if (socket.getInputStream().read() != '+') {
                throw new IOException("PING was not answered");
            }
        }
    }

    private static RedoubtConfig read(String text) throws IOException {
        Path file = Files.createTempFile("redoubt-train", ".yml");
        try {
            Files.writeString(file, text);
            return switch (ConfigFile.read(file, System::getenv)) {
                case ConfigOutcome.Valid(var config, var _) -> config;
                case ConfigOutcome.Invalid(var problems, var _) ->
                        throw new IOException(problems.toString());
            };
        } finally {
            Files.delete(file);
        }
    }
}
