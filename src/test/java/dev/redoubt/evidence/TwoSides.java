package dev.redoubt.evidence;

import dev.redoubt.cli.Launched;
import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Fronted.PoolLines;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Two hosts. There: the primary, a Sentinel, and a Redoubt node that clients reach through Unix
/// sockets, which no cut touches. Here: a replica, two Sentinels, and another node. One more
/// replica may be on either side.
final class TwoSides implements AutoCloseable {
    static final int DOWN_AFTER_MILLIS = 2500;

    /// Nobody else is there.
    private static final HostPort ADMIN_THERE = new HostPort("127.0.0.1", 9380);

    private final Namespace host = Namespace.create();
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Launched> nodes = new ArrayList<>();
    private final HostPort primary = new HostPort(host.there(), 6379);
    private final HostPort replica;
    private final List<HostPort> sentinels;
    private final List<PoolLines> pools;
    private final Map<String, HostPort> fronts = new LinkedHashMap<>();
    private final HostPort admin = free("127.0.0.1");
    private final List<HostPort> others = new ArrayList<>();

    /// Where one more replica is.
    enum Other {
        NOWHERE,
        HERE,
        THERE
    }

    private TwoSides(Path folder, Other other, List<PoolLines> pools) throws IOException {
        this.folder = folder;
        this.pools = pools;
        replica = free(host.here());
        sentinels =
                List.of(new HostPort(host.there(), 26379), free(host.here()), free(host.here()));
        for (PoolLines pool : pools) {
            fronts.put(pool.name(), free("127.0.0.1"));
        }
        switch (other) {
            case HERE -> others.add(free(host.here()));
            case THERE -> others.add(new HostPort(host.there(), 6380));
            case NOWHERE -> {}
        }
    }

    /// Starts all, and returns when both nodes serve.
    static TwoSides start(Path folder) throws IOException {
        return start(folder, Other.NOWHERE, PoolLines.plain("orders"));
    }

    /// [#start] with these pools at both nodes.
    static TwoSides start(Path folder, Other other, PoolLines... pools) throws IOException {
        TwoSides sides = new TwoSides(folder, other, List.of(pools));
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
        follow(replica);
        for (HostPort other : others) {
            follow(other);
        }
        int replicas = 1 + others.size();
        awaitInfo(primary, "connected_slaves:" + replicas);
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
                    prefix(sentinel),
                    List.of(Peers.require("redis-sentinel").toString(), file.toString()));
        }
        for (HostPort sentinel : sentinels) {
            awaitInfo(sentinel, "slaves=" + replicas + ",sentinels=3");
        }
    }

    private List<String> prefix(HostPort address) {
        return address.host().equals(host.there()) ? host.prefix() : List.of();
    }

    private void follow(HostPort address) throws IOException {
        List<String> following = new ArrayList<>(server(address));
        following.addAll(List.of("--replicaof", primary.host() + " " + primary.port()));
        launch(prefix(address), following);
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
        String there = file("there", ADMIN_THERE, pool -> "unix:" + socket(pool));
        nodes.add(Launched.redoubtIn(host, "run", "-c", there));
        String here = file("here", admin, pool -> at(pool).toString());
        nodes.add(Launched.redoubt("run", "-c", here));
        for (Launched node : nodes) {
            node.lineWith("serving from " + primary);
        }
    }

    private String file(String name, HostPort at, UnaryOperator<String> listen) throws IOException {
        StringBuilder text = new StringBuilder("admin: {listen: '" + at + "'}\npools:\n");
        for (PoolLines pool : pools) {
            text.append(pool.text(listen.apply(pool.name()), sentinels));
        }
        return Files.writeString(folder.resolve(name + ".yml"), text.toString()).toString();
    }

    private Path socket(String pool) {
        return folder.resolve(pool + ".sock");
    }

    private HostPort at(String pool) {
        return Objects.requireNonNull(fronts.get(pool), pool);
    }

    Writer.Door doorThere() {
        return doorThere(pools.getFirst().name());
    }

    Writer.Door doorThere(String pool) {
        return () -> new PlainClient(socket(pool));
    }

    Writer.Door doorHere() {
        return doorHere(pools.getFirst().name());
    }

    Writer.Door doorHere(String pool) {
        return () -> new PlainClient(at(pool));
    }

    Launched nodeThere() {
        return nodes.getFirst();
    }

    Launched nodeHere() {
        return nodes.getLast();
    }

    /// Begins to move the first pool's primary, as an operator at that host does.
    Launched moveThere(HostPort to) throws IOException {
        return Launched.redoubtIn(host, order(ADMIN_THERE, to));
    }

    /// [#moveThere] at the other host.
    Launched moveHere(HostPort to) throws IOException {
        return Launched.redoubt(order(admin, to));
    }

    private String[] order(HostPort at, HostPort to) {
        return new String[] {
            "failover", pools.getFirst().name(), "--to", to.toString(), "--admin", "http://" + at
        };
    }

    HostPort replica() {
        return replica;
    }

    /// The one more that was asked for.
    HostPort other() {
        return others.getFirst();
    }

    /// Redis 7: the Sentinels hear of a replica's priority sooner than every ten seconds.
    void hurryInfo() throws IOException {
        for (HostPort sentinel : sentinels) {
            try (PlainClient client = new PlainClient(sentinel)) {
                client.ask("SENTINEL", "DEBUG", "info-period", "500");
            }
        }
    }

    /// Whom a Sentinel here names.
    HostPort primaryNow() throws IOException {
        try (PlainClient client = new PlainClient(sentinels.getLast())) {
            String named = client.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", RealSentinels.MASTER);
            String[] words = named.substring(1, named.length() - 1).split(", ", -1);
            return new HostPort(words[0], Integer.parseInt(words[1]));
        }
    }

    /// The one on the other host.
    HostPort sentinelThere() {
        return sentinels.getFirst();
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
