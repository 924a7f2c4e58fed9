package dev.redoubt.evidence;

import dev.redoubt.cli.Launched;
import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Namespace;
import dev.redoubt.peers.Peers;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Two hosts. There: the primary, a Sentinel, and a Redoubt node that clients reach through a Unix
/// socket, which no cut touches. Here: a replica, two Sentinels, and another node.
final class TwoSides implements AutoCloseable {
    static final int DOWN_AFTER_MILLIS = 2500;

    private final Namespace host = Namespace.create();
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Launched> nodes = new ArrayList<>();
    private final HostPort primary = new HostPort(host.there(), 6379);
    private final HostPort replica;
    private final List<HostPort> sentinels;
    private final HostPort front;

    private TwoSides(Path folder) throws IOException {
        this.folder = folder;
        replica = free(host.here());
        sentinels =
                List.of(new HostPort(host.there(), 26379), free(host.here()), free(host.here()));
        front = free("127.0.0.1");
    }

    /// Starts all, and returns when both nodes serve.
    static TwoSides start(Path folder) throws IOException {
        TwoSides sides = new TwoSides(folder);
        try {
            sides.startServers();
            sides.startNodes();
            return sides;
        } catch (IOException | RuntimeException | Error e) {
            sides.close();
            throw e;
        }
    }

    private static HostPort free(String host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(host))) {
            return new HostPort(host, socket.getLocalPort());
        }
    }

    private void startServers() throws IOException {
        launch(host.prefix(), server(primary));
        awaitInfo(primary, "role:master");
        List<String> following = new ArrayList<>(server(replica));
        following.addAll(List.of("--replicaof", primary.host() + " " + primary.port()));
        launch(List.of(), following);
        awaitInfo(primary, "connected_slaves:1");
        for (HostPort sentinel : sentinels) {
            Path file = folder.resolve("sentinel-" + sentinel.port() + ".conf");
            Files.writeString(
                    file,
                    """
                    port %d
                    bind %s
                    protected-mode no
                    dir %s
                    sentinel monitor %s %s %d 2
                    sentinel down-after-milliseconds %s %d
                    sentinel failover-timeout %s 6000
                    """
                            .formatted(
                                    sentinel.port(),
                                    sentinel.host(),
                                    folder,
                                    RealSentinels.MASTER,
                                    primary.host(),
                                    primary.port(),
                                    RealSentinels.MASTER,
                                    DOWN_AFTER_MILLIS,
                                    RealSentinels.MASTER));
            launch(
                    sentinel.host().equals(host.there()) ? host.prefix() : List.of(),
                    List.of(Peers.require("redis-sentinel").toString(), file.toString()));
        }
        for (HostPort sentinel : sentinels) {
            awaitInfo(sentinel, "slaves=1,sentinels=3");
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

    private void launch(List<String> prefix, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        processes.add(
                new ProcessBuilder(all)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log-" + processes.size()).toFile())
                        .start());
    }

    static void awaitInfo(HostPort server, String part) {
        RealSentinels.await(server + ": " + part, () -> info(server).contains(part));
    }

    private static String info(HostPort server) {
        try (PlainClient client = new PlainClient(server)) {
            return client.ask("INFO");
        } catch (IOException notYet) {
            return "";
        }
    }

    private void startNodes() throws IOException {
        nodes.add(Launched.redoubtIn(host, "run", "-c", file("there", "unix:" + socket())));
        nodes.add(Launched.redoubt("run", "-c", file("here", front.toString())));
        for (Launched node : nodes) {
            node.lineWith("serving from " + primary);
        }
    }

    private String file(String name, String listen) throws IOException {
        String text =
                "admin: {listen: '127.0.0.1:0'}\npools:\n"
                        + Fronted.PoolLines.plain("orders").text(listen, sentinels);
        return Files.writeString(folder.resolve(name + ".yml"), text).toString();
    }

    private Path socket() {
        return folder.resolve("redoubt.sock");
    }

    Writer.Door doorThere() {
        return () -> new PlainClient(socket());
    }

    Writer.Door doorHere() {
        return () -> new PlainClient(front);
    }

    Launched nodeThere() {
        return nodes.getFirst();
    }

    Launched nodeHere() {
        return nodes.getLast();
    }

    HostPort replica() {
        return replica;
    }

    /// Those that stay together.
    List<HostPort> sentinelsHere() {
        return sentinels.subList(1, 3);
    }

    void cut() {
        host.cut();
    }

    void heal() {
        host.heal();
    }

    @Override
    public void close() {
        nodes.forEach(Launched::close);
        nodes.forEach(node -> node.process().onExit().join());
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        host.close();
    }
}
