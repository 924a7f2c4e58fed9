package dev.redoubt.vrrp;

import dev.redoubt.cli.Main;
import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
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

/// Redoubt on host 0, keepalived on host 1 of one network, tcpdump beside it, and who has the
/// address; host 2 is anybody else.
final class Lab implements AutoCloseable {
    static final int REDOUBT = 0;
    static final int KEEPALIVED = 1;
    static final int CLIENT = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Talk talk;
    private final Path folder;
    private final Lan lan;
    private final HolderWatch watch;
    private final Process tcpdump;
    private final List<Path> logs = new ArrayList<>();

    Lab(Talk talk) throws IOException {
        this.talk = talk;
        Path keepalived = Peers.require("keepalived");
        Path dump = Peers.require("tcpdump");
        folder = Files.createTempDirectory("vrrp-" + keepalived.getFileName());
        lan = Lan.of(3);
        try {
            tcpdump = lan.host(1).start(dump.toString(), "-nlvi", "eth0", "proto 112");
            write(tcpdump, "tcpdump");
            watch = new HolderWatch(lan, 2, talk.address());
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

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("redoubt-" + logs.size() + ".yml"), text);
    }

    /// Another address, looked for as well.
    HolderWatch watch(String address) {
        return new HolderWatch(lan, 2, address);
    }

    /// A process that lacks a capability.
    Process redoubtWithout(String capability, String keys) throws IOException {
        Process process =
                lan.host(REDOUBT)
                        .start(
                                Peers.require("setpriv").toString(),
                                "--bounding-set=-" + capability,
                                "--inh-caps=-" + capability,
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "vip",
                                "-c",
                                file(talk.redoubt(lan.host(KEEPALIVED), keys)).toString());
        write(process, "redoubt");
        return process;
    }

    Process redoubt(String keys) throws IOException {
        return redoubtOf(talk.redoubt(lan.host(KEEPALIVED), keys));
    }

    /// @param text of the whole file
    Process redoubtOf(String text) throws IOException {
        Path file = file(text);
        Process process = lan.host(REDOUBT).java(Main.class, "vip", "-c", file.toString());
        write(process, "redoubt");
        return process;
    }

    /// Runs `redoubt` beside it.
    ///
    /// @return what it said
    String command(String... arguments) throws IOException {
        Process process = lan.host(REDOUBT).java(Main.class, arguments);
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    Process keepalived(String keys) throws IOException {
        return keepalivedOf(talk.keepalived(lan.host(KEEPALIVED), lan.host(REDOUBT), keys));
    }

    /// @param text of the whole file
    Process keepalivedOf(String text) throws IOException {
        Path file = folder.resolve("keepalived-" + logs.size() + ".conf");
        Files.writeString(file, text);
        Process process =
                lan.host(KEEPALIVED)
                        .start(
                                Peers.require("keepalived").toString(),
                                "-nlDP",
                                "-f",
                                file.toString(),
                                "-p",
                                folder.resolve(logs.size() + "-keepalived.pid").toString(),
                                "-r",
                                folder.resolve(logs.size() + "-vrrp.pid").toString());
        write(process, "keepalived");
        return process;
    }

    /// A process' output goes to a file, so that it never waits for a reader.
    private void write(Process process, String name) {
        Path log = folder.resolve(logs.size() + "-" + name + ".log");
        logs.add(log);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Files.copy(process.getInputStream(), log);
                    } catch (IOException e) {
                        // The process has ended.
                    }
                });
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

    /// Whether the host that has an address answers the client: that nobody listens there.
    boolean isReached(String address) {
        return lan.host(CLIENT)
                .call(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, 9), 300);
                        return true;
                    } catch (ConnectException e) {
                        return String.valueOf(e.getMessage()).contains("refused");
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    /// What tcpdump made of the packets, without the many that look alike.
    List<String> decoded() throws IOException {
        return Files.readAllLines(logs.getFirst()).stream()
                .filter(line -> line.contains("VRRP"))
                .toList();
    }

    void awaitOnlyAt(int host) {
        await(() -> watch.isOnlyAt(host), "address only at host " + host);
    }

    /// Looks for so long whether that changes.
    void staysOnlyAt(int host, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            if (!watch.isOnlyAt(host)) {
                throw new AssertionError("not only at host " + host + " any more\n" + told());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "\n" + told());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Sends a signal to a process, and to those that it started before.
    static void signal(String name, Process process) throws IOException {
        List<Long> pids =
                Stream.concat(
                                process.descendants().map(ProcessHandle::pid),
                                Stream.of(process.pid()))
                        .toList();
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        try {
            Process kill = new ProcessBuilder(command).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("kill hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Gives it no chance to tidy up: the parent must not start another child meanwhile.
    static void kill(Process process) throws IOException {
        signal("STOP", process);
        signal("KILL", process);
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
