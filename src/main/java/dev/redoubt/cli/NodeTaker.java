package dev.redoubt.cli;

import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.handover.Memory;
import dev.redoubt.handover.Rendezvous;
import dev.redoubt.handover.Taker;
import dev.redoubt.linux.LocalSocket;
import dev.redoubt.net.Inheritance;
import dev.redoubt.net.Listener;
import dev.redoubt.net.Transport;
import dev.redoubt.pool.Pool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// A node that takes over from another process, step by step. Until the last one the other process
/// is the node: whatever fails before ends this one.
final class NodeTaker implements AutoCloseable {
    /// Whose memory it is: before a pool's name.
    static final String POOLS = "pools.";

    static final String VIPS = "vips";

    /// For the primary to be found, and a connection to it to be opened.
    private static final Duration SERVING_LIMIT = Duration.ofSeconds(15);

    private static final Duration CHECK = Duration.ofMillis(10);

    private final Taker taker;

    private NodeTaker(Taker taker) {
        this.taker = taker;
    }

    /// Looks for the process that serves.
    ///
    /// @param limit how long it may stay for connections that cannot go
    /// @return empty where there is none
    /// @throws IOException if it refuses, or nothing can be taken over so; the message is for
    ///   people
    static Optional<NodeTaker> of(RedoubtConfig config, Duration limit) throws IOException {
        Transport transport = Node.transport(config);
        if (transport != Transport.EPOLL) {
            throw new IOException(
                    "transport: "
                            + config.transport()
                            + " (expected: epoll, with which alone --take-over works)");
        }
        Rendezvous rendezvous =
                Rendezvous.of(config.admin().listen())
                        .orElseThrow(() ->
                                new IOException(
                                        "admin.listen: "
                                                + config.admin().listen()
                                                + " (expected: a fixed port, by which --take-over"
                                                + " finds the process that serves)"));
        List<String> pools = config.pools().stream().map(PoolConfig::name).toList();
        try {
            return Taker.ask(rendezvous, limit, pools, Tenure.claims(config)).map(NodeTaker::new);
        } catch (IOException e) {
            throw goingOn(e);
        }
    }

    private static IOException goingOn(IOException reason) {
        return new IOException(
                "--take-over: " + reason.getMessage() + "; the process that serves goes on",
                reason);
    }

    int process() {
        return taker.process();
    }

    /// The listening sockets.
    ///
    /// @param loops each of which is to have one of a port
    Inheritance inheritance(int loops) throws IOException {
        Map<String, List<Integer>> all = new LinkedHashMap<>();
        for (Map.Entry<String, List<Integer>> each : taker.listeners().entrySet()) {
            List<Integer> descriptors = new ArrayList<>(each.getValue());
            boolean port = !each.getKey().startsWith("unix:");
            while (port && descriptors.size() < loops) {
                descriptors.add(LocalSocket.duplicate(descriptors.getFirst()));
            }
            all.put(each.getKey(), descriptors);
        }
        return new Inheritance(all);
    }

    /// Tells a pool that has not started what the other process knew.
    void remind(Pool pool) {
        taker.memories().forEach(memory -> remind(pool, memory));
    }

    private static void remind(Pool pool, Memory memory) {
        if (memory.of().equals(POOLS + pool.name())) {
            pool.relocation().remember(memory.bytes());
        }
    }

    /// Waits until this node could serve, and has what only one process can have.
    ///
    /// @throws IOException it cannot
    void prepare(Node node, Shutdown shutdown) throws IOException, InterruptedException {
        Set<String> missing = new TreeSet<>(taker.serving());
        missing.retainAll(node.pools().stream().map(pool -> pool.name()).toList());
        long deadlineNanos = System.nanoTime() + SERVING_LIMIT.toNanos();
        while (!Set.copyOf(node.serving()).containsAll(missing)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                node.serving().forEach(missing::remove);
                throw goingOn(
                        new IOException(
                                "pools."
                                        + String.join(", pools.", missing)
                                        + ": found no primary within "
                                        + SERVING_LIMIT.toSeconds()
                                        + " s, unlike the process that serves"));
            }
            if (shutdown.begun()) {
                throw goingOn(new IOException("told to stop"));
            }
            Thread.sleep(CHECK);
        }
        try {
            taker.prepared();
        } catch (IOException e) {
            throw goingOn(e);
        }
    }

    /// Accepts clients, and takes in those of the other process.
    ///
    /// @param owned told when this process is the node
    /// @param failed told why it is not to be, after all
    void serve(Node node, Tenure tenure, Runnable owned, Consumer<String> failed)
            throws IOException {
        node.listeners().forEach(Listener::acceptAgain);
        Taker.Hands hands =
                new Taker.Hands() {
                    @Override
                    public boolean arrive(String pool, int descriptor, byte[] state) {
                        return node.all().stream()
                                .filter(each -> each.name().equals(pool))
                                .findFirst()
                                .map(each -> each.relocation().arrive(descriptor, state))
                                .orElse(false);
                    }

                    @Override
                    public void remember(Memory memory) {
                        if (memory.of().equals(VIPS)) {
                            tenure.rememberVips(memory.bytes());
                        }
                        node.all().forEach(pool -> remind(pool, memory));
                    }

                    @Override
                    public void own() {
                        node.listeners().forEach(Listener::own);
                        owned.run();
                    }

                    @Override
                    public void giveUp(String reason) {
                        failed.accept(goingOn(new IOException(reason)).getMessage());
                    }
                };
        try {
            taker.serving(hands);
        } catch (IOException e) {
            throw goingOn(e);
        }
    }

    /// Ends the conversation: the other process remains the node, if it still is.
    @Override
    public void close() {
        taker.close();
    }
}
