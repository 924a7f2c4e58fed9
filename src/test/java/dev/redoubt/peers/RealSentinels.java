package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.api.Assertions;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Real redis-server and redis-sentinel processes on free loopback ports in a temporary folder; all
/// ended by [#close].
public final class RealSentinels implements AutoCloseable {
    public static final String MASTER = "mymaster";
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Path folder;
    private final Optional<String> sentinelPassword;
    private final Naming naming;
    private final Terms terms;
    private final Map<HostPort, Process> processes = new LinkedHashMap<>();
    private final List<HostPort> servers = new ArrayList<>();
    private final List<HostPort> sentinels = new ArrayList<>();

    /// What the Sentinels are told about the primary; the quorum is 2 of 3.
    public record Terms(Duration downAfter, Duration failoverTimeout) {
        static final Terms QUICK = new Terms(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    private RealSentinels(Optional<String> sentinelPassword, Naming naming, Terms terms) {
        this.terms = terms;
        this.sentinelPassword = sentinelPassword;
        this.naming = naming;
        try {
            this.folder = Files.createTempDirectory("redoubt-peers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A primary, two replicas and three Sentinels that know each other.
    public static RealSentinels start(Optional<String> sentinelPassword) {
        return start(sentinelPassword, Naming.IPV4);
    }

    /// The same at other addresses.
    public static RealSentinels start(Optional<String> sentinelPassword, Naming naming) {
        return start(sentinelPassword, naming, Terms.QUICK);
    }

    /// The same with Sentinels that are slower to judge.
    public static RealSentinels start(Terms terms) {
        return start(Optional.empty(), Naming.IPV4, terms);
    }

    private static RealSentinels start(
            Optional<String> sentinelPassword, Naming naming, Terms terms) {
        RealSentinels peers = servers(2, sentinelPassword, naming, terms);
        try {
            Peers.require("redis-sentinel");
            for (int i = 0; i < 3; i++) {
                peers.startSentinel();
            }
            peers.awaitSentinels();
            return peers;
        } catch (RuntimeException | Error e) {
            peers.close();
            throw e;
        }
    }

    /// A primary and so many replicas, without Sentinel.
    public static RealSentinels servers(int replicas, Optional<String> sentinelPassword) {
        return servers(replicas, sentinelPassword, Naming.IPV4, Terms.QUICK);
    }

    private static RealSentinels servers(
            int replicas, Optional<String> sentinelPassword, Naming naming, Terms terms) {
        Peers.require("redis-server");
        RealSentinels peers = new RealSentinels(sentinelPassword, naming, terms);
        try {
            HostPort primary = peers.startServer();
            for (int i = 0; i < replicas; i++) {
                HostPort replica = peers.startServer();
                peers.command(replica, "REPLICAOF", primary.host(), String.valueOf(primary.port()));
            }
            await("replicas", () -> peers.info(primary, "connected_slaves:" + replicas));
            return peers;
        } catch (RuntimeException | Error e) {
            peers.close();
            throw e;
        }
    }

    /// The servers; the first started as primary.
    public List<HostPort> servers() {
        return List.copyOf(servers);
    }

    /// The Sentinels.
    public List<HostPort> sentinels() {
        return List.copyOf(sentinels);
    }

    /// kill -9, and waits until the process is gone.
    public void kill(HostPort address) {
        Process process = processes.get(address);
        if (process == null) {
            throw new IllegalArgumentException("not running: " + address);
        }
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts a killed server again, on its old port, as it was configured first: a primary.
    public void restartServer(HostPort address) {
        launchServer(address);
    }

    /// Starts a killed Sentinel again, with what it had written to its file.
    public void restartSentinel(HostPort address) {
        launch(address, "redis-sentinel", fileOf(address).toString());
    }

    /// Halts the process (SIGSTOP): its connections stay, and nothing is answered.
    public void freeze(HostPort address) {
        signal(address, "STOP");
    }

    /// Lets a frozen process go on.
    public void thaw(HostPort address) {
        signal(address, "CONT");
    }

    private void signal(HostPort address, String name) {
        Process process = processes.get(address);
        if (process == null) {
            throw new IllegalArgumentException("not running: " + address);
        }
        try {
            int status =
                    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            Assertions.assertEquals(0, status, "kill -" + name);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Sends one command and returns its reply as Jedis reads it.
    public Object command(HostPort address, String name, String... arguments) {
        DefaultJedisClientConfig.Builder config =
                DefaultJedisClientConfig.builder().timeoutMillis(2000);
        if (sentinels.contains(address)) {
            sentinelPassword.ifPresent(config::password);
        }
        try (Jedis jedis =
                new Jedis(new HostAndPort(address.host(), address.port()), config.build())) {
            return jedis.sendCommand(() -> name.getBytes(StandardCharsets.UTF_8), arguments);
        }
    }

    /// Waits for a condition; fails with `what` after 90 s: votes of Sentinels may be split again
    /// and again. A server that hangs up or does not answer does not fulfil it yet: who follows a
    /// move is disconnected by it.
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        JedisException last = null;
        while (true) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (JedisException notYet) {
                last = notYet;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("waited in vain for: " + what, last);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        processes.values().forEach(process -> process.onExit().join());
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(RealSentinels::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HostPort startServer() {
        HostPort address = freeAddress();
        servers.add(address);
        launchServer(address);
        return address;
    }

    private void launchServer(HostPort address) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "redis-server",
                                "--port",
                                String.valueOf(address.port()),
                                "--bind",
                                naming.bind(),
                                "--save",
                                "",
                                "--dir",
                                folder.toString(),
                                "--dbfilename",
                                address.port() + ".rdb",
                                "--repl-diskless-sync-delay",
                                "0"));
        command.addAll(naming.serverArguments());
        launch(address, command.toArray(new String[0]));
    }

    private void startSentinel() {
        HostPort address = freeAddress();
        Path file = fileOf(address);
        HostPort primary = servers.getFirst();
        String password =
                sentinelPassword
                        .map(secret ->
                                "requirepass "
                                        + secret
                                        + "\nsentinel sentinel-pass "
                                        + secret
                                        + "\n")
                        .orElse("");
        try {
            Files.writeString(
                    file,
                    """
                    port %d
                    bind %s
                    dir %s
                    %s\
                    sentinel monitor %s %s %d 2
                    sentinel down-after-milliseconds %s %d
                    sentinel failover-timeout %s %d
                    %s\
                    """
                            .formatted(
                                    address.port(),
                                    naming.bind(),
                                    folder,
                                    naming.sentinelLines(),
                                    MASTER,
                                    primary.host(),
                                    primary.port(),
                                    MASTER,
                                    terms.downAfter().toMillis(),
                                    MASTER,
                                    terms.failoverTimeout().toMillis(),
                                    password));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sentinels.add(address);
        launch(address, "redis-sentinel", file.toString());
    }

    private Path fileOf(HostPort sentinel) {
        return folder.resolve("sentinel-" + sentinel.port() + ".conf");
    }

    private void launch(HostPort address, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve(address.port() + ".log").toFile())
                            .start();
            processes.put(address, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(command[0] + " at " + address, () -> answers(address));
    }

    private boolean answers(HostPort address) {
        try {
            command(address, "PING");
            return true;
        } catch (JedisException notYet) {
            return false;
        }
    }

    private void awaitSentinels() {
        for (HostPort sentinel : sentinels) {
            await(
                    "Sentinels know each other",
                    () ->
                            info(
                                    sentinel,
                                    "status=ok,address="
                                            + servers.getFirst().host()
                                            + ":"
                                            + servers.getFirst().port()
                                            + ",slaves=2,sentinels=3"));
        }
    }

    /// Whether INFO says so.
    public boolean info(HostPort address, String expected) {
        return new String((byte[]) command(address, "INFO"), StandardCharsets.UTF_8)
                .contains(expected);
    }

    private HostPort freeAddress() {
        InetAddress bind = InetAddress.ofLiteral(naming.bind());
        try (ServerSocket socket = new ServerSocket(0, 1, bind)) {
            return new HostPort(naming.announced(), socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
