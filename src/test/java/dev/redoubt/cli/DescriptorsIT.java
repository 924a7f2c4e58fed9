package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A process that has no descriptor left.
@Timeout(60)
class DescriptorsIT {
    private static final int DESCRIPTORS = 120;
    private static final int CLIENTS = 150;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final int WATCHES = 8;

    private static RealRedis redis = RealRedis.installed();
    @TempDir private Path folder;

    @AfterAll
    static void end() {
        redis.close();
    }

    private Launched run(Transport transport) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("redoubt.yml"),
                        """
                        workers: 1
                        transport: %s
                        admin: {listen: '127.0.0.1:0'}
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend: {servers: [%s]}
                        """
                                .formatted(
                                        transport.name().toLowerCase(Locale.ROOT),
                                        redis.address()));
        return Launched.redoubtWithDescriptors(DESCRIPTORS, "run", "-c", file.toString());
    }

    /// How much of a processor it needs in a while.
    private static Duration spent(Launched redoubt, PlainClient client) throws IOException {
        long startNanos = System.nanoTime();
        Duration before = cpu(redoubt);
        while (System.nanoTime() - startNanos < WATCHED_NANOS) {
            assertEquals("+PONG", client.ask("PING"));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return cpu(redoubt).minus(before);
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void clientsWaitInTheBacklogAndTheLoopDoesNotSpin(Transport transport) throws Exception {
        List<PlainClient> clients = new ArrayList<>();
        try (Launched redoubt = run(transport)) {
            HostPort address = redoubt.served();
            PlainClient first = new PlainClient(address);
            clients.add(first);
            assertEquals("+PONG", first.ask("PING"));
            for (int i = 1; i < CLIENTS; i++) {
                clients.add(new PlainClient(address));
            }
            redoubt.lineWith("cannot accept clients");

            Duration spent = spent(redoubt, first);
            // A process that has just started still compiles; one that spins never rests.
            for (int i = 1; i < WATCHES && spent.toNanos() >= WATCHED_NANOS / 4; i++) {
                spent = spent(redoubt, first);
            }
            assertTrue(spent.toNanos() < WATCHED_NANOS / 4, "it spent " + spent);

            for (PlainClient client : clients.subList(0, CLIENTS / 2)) {
                client.close();
            }
            for (PlainClient client : clients.subList(CLIENTS / 2, CLIENTS)) {
                assertEquals("+PONG", client.ask("PING"));
            }
            String said = redoubt.err();
            int lines = said.split("cannot accept clients", -1).length - 1;
            assertTrue(lines <= 2, said);
            assertTrue(said.contains("Too many open files (expected: a higher limit"), said);
        } finally {
            for (PlainClient client : clients) {
                client.close();
            }
        }
    }

    private static Duration cpu(Launched redoubt) {
        return redoubt.process().info().totalCpuDuration().orElseThrow();
    }
}
