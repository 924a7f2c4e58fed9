package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.cli.Main;
import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Hosts 0 and 1 run `redoubt run` before one Redis and share an address; host 2 has the Redis and
/// the clients.
final class ServingLab implements AutoCloseable {
    static final String ADDRESS = "198.18.0.100";
    static final int CLIENTS = 2;
    static final int PORT = 6379;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONNECT_MILLIS = 200;

    private final Path folder;
    private final Lan lan;
    private final HolderWatch watch;
    private final List<Path> logs = new ArrayList<>();

    ServingLab() throws IOException {
        Path redis = Peers.require("redis-server");
        folder = Files.createTempDirectory("serving");
        lan = Lan.of(3);
        try {
            watch = new HolderWatch(lan, 2, ADDRESS);
            lan.host(CLIENTS)
                    .start(
                            redis.toString(),
                            "--port",
                            "6400",
                            "--protected-mode",
                            "no",
                            "--save",
                            "",
                            "--logfile",
                            folder.resolve("redis.log").toString());
        } catch (IOException | RuntimeException e) {
            lan.close();
            throw e;
        }
    }

    HolderWatch watch() {
        return watch;
    }

    Lan.Host host(int index) {
        return lan.host(index);
    }

    /// Listens on the virtual address and on the host's own.
    Process redoubt(int host, int priority, String keys) throws IOException {
        return run(host, priority, "advert_interval: 100ms\n    " + keys);
    }

    /// The same with adverts each second, or as `keys` has it.
    ///
    /// @param more arguments of `run`
    Process run(int host, int priority, String keys, String... more) throws IOException {
        Path file = folder.resolve("redoubt-" + logs.size() + ".yml");
        Files.writeString(
                file,
                """
                pools:
                  orders:
                    listen: [%s:%d, %s:%d]
                    backend: {servers: [198.18.0.3:6400]}
                vips:
                  front:
                    addresses: [%s/24]
                    interface: eth0
                    router_id: 51
                    priority: %d
                    track: {pools: [orders]}
                    %s
                """
                        .formatted(
                                ADDRESS, PORT, host(host).ipv4(), PORT, ADDRESS, priority, keys));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                // As the launcher starts it.
                                "-Xms32m",
                                "-Xmx512m",
                                "-XX:MaxDirectMemorySize=2g",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "run",
                                "-c",
                                file.toString()));
        command.addAll(List.of(more));
        Process process = host(host).start(command.toArray(String[]::new));
        Path log = folder.resolve(logs.size() + "-host-" + host + ".log");
        logs.add(log);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Files.copy(process.getInputStream(), log);
                    } catch (IOException e) {
                        // It has ended.
                    }
                });
        return process;
    }

    /// What all have said.
    String told() {
        StringBuilder told = new StringBuilder();
        for (Path log : logs) {
            try {
                told.append("--- ").append(log.getFileName()).append('\n');
                told.append(Files.exists(log) ? Files.readString(log) : "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return told.toString();
    }

    void await(BooleanSupplier condition, String what) {
        await(Duration.ZERO, condition, what);
    }

    /// @param more to wait than usual
    void await(Duration more, BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.plus(more).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, () -> what + "\n" + told());
            LockSupport.parkNanos(5_000_000);
        }
    }

    void awaitOnlyAt(int host) {
        await(() -> watch.isOnlyAt(host), "address only at host " + host);
    }

    /// Until a client is answered over the virtual address.
    void awaitServed() {
        await(() -> ask(ADDRESS, "PING").equals("+PONG"), "served");
    }

    /// Until a node takes part as a Backup that can serve.
    void awaitBackup(int host, int priority) {
        await(
                () -> command(host, "status").contains("front: BACKUP with priority " + priority),
                "host " + host + " is ready");
    }

    /// One command over a connection of its own, from the clients' host.
    ///
    /// @return the first line of the answer, or why there is none
    String ask(String address, String command) {
        return lan.host(CLIENTS)
                .call(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, PORT), CONNECT_MILLIS);
                        socket.setSoTimeout(CONNECT_MILLIS);
                        socket.getOutputStream()
                                .write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        return line(socket);
                    } catch (IOException e) {
                        return String.valueOf(e.getMessage());
                    }
                });
    }

    /// The next line of a connection; empty at its end.
    static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /// What a node's admin address has for Prometheus.
    String metrics(int host) {
        return lan.host(host)
                .call(() -> {
                    URI address = URI.create("http://127.0.0.1:9380/metrics");
                    try (InputStream page = address.toURL().openStream()) {
                        return new String(page.readAllBytes(), StandardCharsets.UTF_8);
                    }
                });
    }

    /// Runs `redoubt` at a host.
    ///
    /// @return what it said
    String command(int host, String... arguments) {
        try {
            Process process = lan.host(host).java(Main.class, arguments);
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        watch.close();
        lan.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
