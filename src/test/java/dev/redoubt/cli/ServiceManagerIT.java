package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.FreePorts;
import dev.redoubt.linux.FakeServiceManager;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What systemd is told (sd_notify(3)): READY=1 when clients are served, MAINPID= by the process
/// that another one took over from, STOPPING=1 by the one that is the service, and by nobody else.
@Timeout(180)
class ServiceManagerIT {
    private final RealRedis redis = RealRedis.installed();
    private List<HostPort> ports;
    private final List<Launched> processes = new ArrayList<>();
    @TempDir private Path folder;
    private FakeServiceManager manager;

    @BeforeEach
    void listen() throws IOException {
        ports = FreePorts.take(2);
        manager = FakeServiceManager.at(folder.resolve("notify"));
        write(redis.address());
    }

    @AfterEach
    void end() {
        processes.forEach(Launched::close);
        manager.close();
        redis.close();
    }

    private void write(HostPort server) throws IOException {
        Files.writeString(
                folder.resolve("redoubt.yml"),
                """
                admin: {listen: '%s'}
                pools:
                  orders:
                    listen: '%s'
                    backend: {servers: ['%s']}
                """
                        .formatted(ports.getFirst(), ports.getLast(), server));
    }

    private Launched run(String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("run", "-c", folder.resolve("redoubt.yml").toString()));
        arguments.addAll(List.of(more));
        Launched process =
                Launched.redoubtNotifying(
                        folder.resolve("notify"), arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private void awaitHeard(String... words) {
        List<String> expected = List.of(words);
        Launched.await(expected.toString(), () -> manager.heard().size() >= expected.size());
        assertEquals(
                expected.stream().sorted().toList(), manager.heard().stream().sorted().toList());
    }

    @Test
    void itHearsWhoTheServiceIs() throws Exception {
        Launched first = run();
        awaitHeard("READY=1");
        try (PlainClient blocked = new PlainClient(ports.getLast())) {
            blocked.send("BLPOP", "queue", "0");
            Launched.await(
                    "a blocked client",
                    () -> redis.command("INFO", "clients").contains("blocked_clients:1"));

            Launched second = run("--take-over", "--leave-within", "30s");
            String main = "MAINPID=" + second.process().pid();
            awaitHeard("READY=1", main, "READY=1");
            // It waits for the blocked client only: the service does not stop with it.
            first.send("TERM");
            assertEquals(0, first.status());
            awaitHeard("READY=1", main, "READY=1");

            second.send("TERM");
            assertEquals(0, second.status());
            awaitHeard("READY=1", main, "READY=1", "STOPPING=1");
        }
    }

    @Test
    void oneThatCannotTakeOverSaysNothing() throws Exception {
        run();
        awaitHeard("READY=1");
        write(new HostPort("127.0.0.1", 1));
        assertEquals(1, run("--take-over").status());
        awaitHeard("READY=1");
    }
}
