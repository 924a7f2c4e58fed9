package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Clients in great number, coming and going or just being there. A short look by default; with
/// `-Dredoubt.long=true` the whole: a minute of 10,000 connections a second, and 15,000 at once.
@Timeout(180)
class ManyClientsIT {
    private static final boolean LONG = Boolean.getBoolean("redoubt.long");
    private static final int PER_SECOND = 10_000;
    private static final long CHURN_NANOS = TimeUnit.SECONDS.toNanos(LONG ? 60 : 3);
    private static final int IDLE = LONG ? 15_000 : 5_000;

    /// What the JVM takes for itself meanwhile weighs more with fewer clients.
    private static final int IDLE_BYTES = LONG ? 4096 : 8192;

    /// Descriptors that come and go for other reasons.
    private static final int OTHERS = 10;

    private static final long MIB = 1L << 20;

    private static RealRedis redis = RealRedis.installed();
    @TempDir private Path folder;

    @AfterAll
    static void end() {
        redis.close();
    }

    private Launched run() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("redoubt.yml"),
                        """
                        admin: {listen: '127.0.0.1:0'}
                        pools:
                          orders:
                            listen: 0.0.0.0:0
                            max_clients: 20000
                            backend: {servers: [%s]}
                        """
                                .formatted(redis.address()));
        return Launched.redoubt("run", "-c", file.toString());
    }

    private static HostPort served(Launched redoubt) {
        String line = redoubt.lineWith("serving 0.0.0.0:");
        return new HostPort(
                "127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    @Test
    void clientsThatComeAndGoLeaveNothing() throws Exception {
        try (Launched redoubt = run();
                PlainClient steady = new PlainClient(served(redoubt))) {
            ProcessFacts facts = new ProcessFacts(redoubt.process().pid());
            Churn churn = new Churn(served(redoubt), PER_SECOND);
            assertEquals("+PONG", steady.ask("PING"));
            // What the first second makes stays: compiled code, the heap's usual size.
            churn.run(TimeUnit.SECONDS.toNanos(1));
            long descriptors = settled(facts);
            long resident = facts.residentBytes();

            long start = System.nanoTime();
            long count = churn.run(CHURN_NANOS);
            long rate = count * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);

            Launched.await(
                    "descriptors as before: " + descriptors,
                    () -> facts.descriptors() <= descriptors + OTHERS);
            assertEquals("+PONG", steady.ask("PING"));
            long grown = facts.residentBytes() - resident;
            System.out.printf(
                    "%d connections, %d a second; %.1f MiB resident, %.1f before%n",
                    count, rate, (resident + grown) / (double) MIB, resident / (double) MIB);
            assertTrue(grown < 64 * MIB, "it grew by " + grown + " bytes");
        }
    }

    /// Until clients that are gone are gone here, too.
    private static long settled(ProcessFacts facts) {
        IntSupplier open = () -> (int) facts.descriptors();
        int[] last = {Integer.MAX_VALUE};
        Launched.await(
                "a steady number of descriptors",
                () -> {
                    int now = open.getAsInt();
                    boolean steady = now == last[0];
                    last[0] = now;
                    return steady;
                });
        return last[0];
    }

    @Test
    void anIdleClientCostsFewBytes() throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        try (Launched redoubt = run()) {
            HostPort address = served(redoubt);
            ProcessFacts facts = new ProcessFacts(redoubt.process().pid());
            InetSocketAddress target = new InetSocketAddress(address.host(), address.port());
            connect(clients, target, 200);
            PlainClient asking = new PlainClient(address);
            assertEquals("+PONG", asking.ask("PING"));
            long before = facts.residentBytes();
            long descriptors = facts.descriptors();

            connect(clients, target, IDLE);
            Launched.await(
                    "all accepted", () -> facts.descriptors() >= descriptors + IDLE - OTHERS);

            long each = (facts.residentBytes() - before) / IDLE;
            System.out.printf("%d idle clients: %d bytes each%n", IDLE, each);
            assertEquals("+PONG", asking.ask("PING"));
            assertTrue(each <= IDLE_BYTES, "each takes " + each + " bytes");
            asking.close();
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    private static void connect(List<SocketChannel> clients, InetSocketAddress target, int count)
            throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(SocketChannel.open(target));
        }
    }
}
