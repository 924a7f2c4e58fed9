package dev.redoubt.evidence;

import dev.redoubt.cli.Launched;
import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `./redoubt run` with pools before real Sentinels. Ended by [#close].
final class Fronted implements AutoCloseable {
    private final Map<String, HostPort> pools;
    private final Launched program;

    private Fronted(Map<String, HostPort> pools, Launched program) {
        this.pools = pools;
        this.program = program;
    }

    /// What one pool adds to the file.
    ///
    /// @param sentinel one more line of the `sentinel` block, or nothing
    /// @param failover what its `failover` block holds, in braces
    record PoolLines(String name, String sentinel, String failover) {
        static PoolLines plain(String name) {
            return new PoolLines(name, "", "{}");
        }

        String text(String listen, List<HostPort> nodes) {
            return """
              %s:
                listen: '%s'
                max_clients: 20000
                backend:
                  sentinel:
                    master: mymaster
                    nodes: [%s]
                    %s
                failover: %s
            """
                    .formatted(name, listen, listed(nodes), sentinel, failover)
                    .indent(2);
        }
    }

    private static String listed(List<HostPort> nodes) {
        return nodes.stream().map(node -> "'" + node + "'").collect(Collectors.joining(", "));
    }

    /// Starts it, and returns when each pool answers.
    static Fronted before(RealSentinels peers, Path folder, PoolLines... pools) throws IOException {
        Map<String, HostPort> addresses = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder("admin: {listen: '127.0.0.1:0'}\npools:\n");
        for (PoolLines pool : pools) {
            HostPort address = free();
            addresses.put(pool.name(), address);
            text.append(pool.text(address.toString(), peers.sentinels()));
        }
        Path file = Files.writeString(folder.resolve("redoubt.yml"), text.toString());
        Launched program = Launched.redoubt("run", "-c", file.toString());
        Fronted fronted = new Fronted(addresses, program);
        try {
            program.lineWith("serving 127.0.0.1:");
            for (HostPort address : addresses.values()) {
                try (PlainClient client = new PlainClient(address)) {
                    String reply = client.ask("SET", "first", "1");
                    if (!reply.equals("+OK")) {
                        throw new AssertionError(reply + "\n" + program.err());
                    }
                }
            }
            return fronted;
        } catch (IOException | RuntimeException | Error e) {
            fronted.close();
            throw e;
        }
    }

    private static HostPort free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new HostPort("127.0.0.1", socket.getLocalPort());
        }
    }

    HostPort address(String pool) {
        HostPort address = pools.get(pool);
        if (address == null) {
            throw new IllegalArgumentException("pool: " + pool);
        }
        return address;
    }

    Launched program() {
        return program;
    }

    /// The lines of its log that hold `part`.
    List<String> said(String part) {
        return program.err().lines().filter(line -> line.contains(part)).toList();
    }

    /// Prints those lines of its log that tell of the failover.
    void printLog() {
        program.err()
                .lines()
                .filter(line -> !line.contains("+sdown") || line.contains("master"))
                .forEach(line -> System.out.println("    " + line));
    }

    @Override
    public void close() {
        program.close();
    }
}
