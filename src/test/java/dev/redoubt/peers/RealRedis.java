package dev.redoubt.peers;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;

import org.junit.jupiter.api.Assertions;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// One real redis-server without persistence, in a folder of its own.
public final class RealRedis implements AutoCloseable {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int ATTEMPTS = 5;

    private final Path folder;
    private final HostPort address;
    private final List<String> command;
    private final List<String> login;
    private Process process;

    private RealRedis(Path folder, HostPort address, List<String> command, List<String> login) {
        this.folder = folder;
        this.address = address;
        this.command = command;
        this.login = login;
        process = launch();
    }

    /// The installed server; skips the test (or fails it) where there is none.
    ///
    /// @param arguments of redis-server besides port and address
    public static RealRedis installed(String... arguments) {
        return installedAt("127.0.0.1", arguments);
    }

    /// The same on another local address.
    public static RealRedis installedAt(String literal, String... arguments) {
        return start(Peers.require("redis-server"), folder(), literal, List.of(arguments));
    }

    /// A server of 7.2 or later; skips the test where there is none.
    public static RealRedis newer(String... arguments) {
        return start(
                Peers.offered("newer-redis-server"), folder(), "127.0.0.1", List.of(arguments));
    }

    /// The embedded server, Redis 6.2.
    public static RealRedis embedded(String... arguments) {
        Path folder = folder();
        try {
            return start(
                    RedisBinary.embedded(folder).executable(),
                    folder,
                    "127.0.0.1",
                    List.of(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The port is free when it is asked for and may be taken a moment later.
    private static RealRedis start(
            Path executable, Path folder, String literal, List<String> arguments) {
        int password = arguments.indexOf("--requirepass");
        List<String> login =
                password < 0 ? List.of() : List.of("AUTH", arguments.get(password + 1));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            HostPort address = new HostPort(literal, freePort(literal));
            List<String> command = command(executable, folder, address, arguments);
            RealRedis redis = new RealRedis(folder, address, command, login);
            if (redis.answered()) {
                return redis;
            }
        }
        return Assertions.fail(executable + " does not answer; see " + folder);
    }

    private static List<String> command(
            Path executable, Path folder, HostPort address, List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                executable.toString(),
                                "--port",
                                Integer.toString(address.port()),
                                "--bind",
                                address.host(),
                                "--save",
                                "",
                                "--dir",
                                folder.toString()));
        command.addAll(arguments);
        return command;
    }

    private Process launch() {
        File log = folder.resolve("log").toFile();
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answered() {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                // Another server may have its port.
                if (command("INFO", "server").contains("process_id:" + process.pid() + "\r\n")) {
                    return true;
                }
            } catch (UncheckedIOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
        process.destroyForcibly();
        return false;
    }

    /// Where it listens.
    public HostPort address() {
        return address;
    }

    /// Asks the server itself, on a connection of its own; the reply's bytes as ISO 8859-1.
    public String command(String... arguments) {
        try (RawClient client = RawClient.connect(address)) {
            if (!login.isEmpty()) {
                client.send(login.toArray(new String[0]));
                client.reply();
            }
            client.send(arguments);
            return client.reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The connections that the server has, a line each as CLIENT LIST tells them, without the one
    /// that asks.
    public List<String> clients() {
        return command("CLIENT", "LIST")
                .lines()
                .filter(line -> line.startsWith("id=") && !line.contains(" cmd=client"))
                .toList();
    }

    /// Waits for a condition; fails with `what` after 20 s.
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            Assertions.assertTrue(System.nanoTime() - deadline < 0, "waited in vain for: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /// Halts the process (SIGSTOP): its connections stay, and nothing is answered.
    public void freeze() {
        signal("STOP");
    }

    /// Lets a frozen process go on.
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
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

    /// kill -9, and waits until the process is gone.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts a killed server again, on its old port, as it was started first.
    public void restart() {
        process = launch();
        Assertions.assertTrue(answered(), "it does not answer again; see " + folder);
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("redoubt-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort(String literal) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(literal))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
