package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.cli.Main;
import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Two `redoubt run` before one Redis share an address; a client on a third host connects to it.
class ServingIT {
    private static final String ADDRESS = "198.18.0.100";
    private static final int REDIS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 200;

    @TempDir private Path folder = Path.of("");
    private final Lan lan = Lan.of(3);
    private final HolderWatch watch = new HolderWatch(lan, 2, ADDRESS);

    @BeforeEach
    void redis() throws IOException {
        lan.host(REDIS)
                .start(
                        Peers.require("redis-server").toString(),
                        "--port",
                        "6400",
                        "--protected-mode",
                        "no",
                        "--save",
                        "",
                        "--logfile",
                        folder.resolve("redis.log").toString());
    }

    @AfterEach
    void end() {
        watch.close();
        lan.close();
    }

    private Process redoubt(int host, int priority) throws IOException {
        Path file = folder.resolve("redoubt-" + host + ".yml");
        Files.writeString(
                file,
                """
                pools:
                  orders:
                    listen: 0.0.0.0:6379
                    backend: {servers: [198.18.0.3:6400]}
                vips:
                  front:
                    addresses: [%s/24]
                    interface: eth0
                    router_id: 51
                    priority: %d
                    advert_interval: 100ms
                    track: {pools: [orders]}
                """
                        .formatted(ADDRESS, priority));
        Process process = lan.host(host).java(Main.class, "run", "-c", file.toString());
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        process.getInputStream().transferTo(System.out);
                    } catch (IOException e) {
                        // It has ended.
                    }
                });
        return process;
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// One PING over a connection of its own, from the third host.
    private String ping() {
        return lan.host(REDIS)
                .call(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(ADDRESS, 6379), CONNECT_MILLIS);
                        socket.setSoTimeout(CONNECT_MILLIS);
                        socket.getOutputStream()
                                .write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                        byte[] answer = socket.getInputStream().readNBytes(7);
                        return new String(answer, StandardCharsets.US_ASCII).strip();
                    } catch (IOException e) {
                        return String.valueOf(e.getMessage());
                    }
                });
    }

    private boolean isServed() {
        return ping().equals("+PONG");
    }

    private String status(int host) throws IOException, InterruptedException {
        Process status = lan.host(host).java(Main.class, "status");
        String said = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(status.waitFor(20, TimeUnit.SECONDS));
        return said;
    }

    @Test
    void anAddressMovesWithTheNodeThatServes() throws Exception {
        Process first = redoubt(0, 150);
        await(() -> watch.isOnlyAt(0), "the first has it");
        await(this::isServed, "served");
        redoubt(1, 100);
        await(this::knowsItsPrimary, "the second is ready");
        assertTrue(
                status(0).contains("front: ACTIVE with priority 150, 198.18.0.100/24"), "status");

        long told = System.nanoTime();
        Lab.signal("TERM", first);
        await(() -> watch.isOnlyAt(1), "the second has it");
        await(this::isServed, "served by the second");
        System.out.printf(
                "held elsewhere %d ms after SIGTERM, answers after %d ms%n",
                watch.heldAfterMillis(1, told), (System.nanoTime() - told) / 1_000_000);
        assertEquals(0, watch.overlapMillis(told));
        assertTrue(first.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, first.exitValue());

        redoubt(0, 150);
        await(() -> watch.isOnlyAt(0), "the first has it again");
        await(this::isServed, "served again");
    }

    private boolean knowsItsPrimary() {
        try {
            return status(1).contains("front: BACKUP with priority 100");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
