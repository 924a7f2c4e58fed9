package dev.redoubt.evidence;

import dev.redoubt.cli.Launched;
import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Namespace;
import dev.redoubt.peers.Peers;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// There: a Redoubt node with two pools, which clients reach through Unix sockets. Here: a primary,
/// its replica and three Sentinels. The node reaches the primary by a road of its own.
final class TwoRoads implements AutoCloseable {
    private static final int SENTINELS = 3;

    private final Namespace host = Namespace.create();
    private final Namespace.Road road = host.road();
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final HostPort primary;
    private final List<HostPort> sentinels = new ArrayList<>();
    private @Nullable Launched node;

    private TwoRoads(Path folder) throws IOException {
        this.folder = folder;
        primary = free(road.here());
    }

    /// Starts all, and returns when both pools serve.
    ///
    /// @param backend one more line of each pool's `backend` block, or nothing; the pools are named
    ///   `pool0`, `pool1` …
    static TwoRoads start(Path folder, String... backend) throws IOException {
        TwoRoads roads = new TwoRoads(folder);
        try {
            roads.startServers();
            roads.startNode(backend);
            return roads;
        } catch (IOException | RuntimeException | Error e) {
            roads.close();
            throw e;
        }
    }

    private static HostPort free(String host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(host))) {
            return new HostPort(host, socket.getLocalPort());
        }
    }

    private void startServers() throws IOException {
        HostPort replica = free(host.here());
        launch(server(primary));
        TwoSides.awaitInfo(primary, "role:master");
        List<String> following = new ArrayList<>(server(replica));
        following.addAll(List.of("--replicaof", primary.host() + " " + primary.port()));
        launch(following);
        TwoSides.awaitInfo(primary, "connected_slaves:1");
        for (int i = 0; i < SENTINELS; i++) {
            HostPort sentinel = free(host.here());
            sentinels.add(sentinel);
            Path file = folder.resolve("sentinel-" + sentinel.port() + ".conf");
            Files.writeString(
                    file,
                    """
                    port %d
                    bind %s
                    protected-mode no
                    dir %s
                    sentinel monitor %s %s %d 2
                    sentinel down-after-milliseconds %s 2500
                    """
                            .formatted(
                                    sentinel.port(),
                                    sentinel.host(),
                                    folder,
                                    RealSentinels.MASTER,
                                    primary.host(),
                                    primary.port(),
                                    RealSentinels.MASTER));
            launch(List.of(Peers.require("redis-sentinel").toString(), file.toString()));
        }
        for (HostPort sentinel : sentinels) {
            TwoSides.awaitInfo(sentinel, "slaves=1,sentinels=3");
        }
    }

    private List<String> server(HostPort address) {
        return List.of(
                Peers.require("redis-server").toString(),
                "--port",
                String.valueOf(address.port()),
                "--bind",
                address.host(),
                "--protected-mode",
                "no",
                "--save",
                "",
                "--dir",
                folder.toString(),
                "--dbfilename",
                address.port() + ".rdb",
                "--repl-diskless-sync-delay",
                "0");
    }

    private void launch(List<String> command) throws IOException {
        processes.add(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log-" + processes.size()).toFile())
                        .start());
    }

    private void startNode(String... backend) throws IOException {
        StringBuilder text = new StringBuilder("admin: {listen: '127.0.0.1:0'}\npools:\n");
        for (int i = 0; i < backend.length; i++) {
            text.append(
                    """
                      pool%d:
                        listen: 'unix:%s'
                        backend:
                          sentinel: {master: %s, nodes: [%s]}
                          %s
                    """
                            .formatted(
                                    i,
                                    socket(i),
                                    RealSentinels.MASTER,
                                    sentinels.stream()
                                            .map(HostPort::toString)
                                            .collect(Collectors.joining(", ")),
                                    backend[i]));
        }
        Path file = Files.writeString(folder.resolve("redoubt.yml"), text.toString());
        Launched started = Launched.redoubtIn(host, "run", "-c", file.toString());
        node = started;
        for (int i = 0; i < backend.length; i++) {
            started.lineWith("pool pool" + i + ": serving from " + primary);
        }
    }

    private Path socket(int pool) {
        return folder.resolve("pool" + pool + ".sock");
    }

    Writer.Door door(int pool) {
        return () -> new PlainClient(socket(pool));
    }

    Launched node() {
        return Objects.requireNonNull(node);
    }

    HostPort primary() {
        return primary;
    }

    List<HostPort> sentinels() {
        return List.copyOf(sentinels);
    }

    void cut() {
        road.cut();
    }

    void heal() {
        road.heal();
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
            node.process().onExit().join();
        }
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        host.close();
    }
}
