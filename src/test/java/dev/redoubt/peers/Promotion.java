package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Asks replicas for their role every few milliseconds and notes when one first was master: the
/// time of the last question before, which it answered as a replica.
public final class Promotion implements AutoCloseable {
    private final List<Watched> replicas;
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::watch);
    private volatile boolean over;
    private volatile Optional<Moment> moment = Optional.empty();

    /// When and who.
    ///
    /// @param notBeforeNanos when it was asked last and still was a replica
    public record Moment(HostPort server, long notBeforeNanos) {}

    /// Begins to ask.
    public Promotion(List<HostPort> servers) {
        replicas = servers.stream().map(Watched::new).toList();
        thread.start();
    }

    /// Asks all replicas that these Sentinels began with.
    public static Promotion among(RealSentinels peers) {
        return new Promotion(peers.servers().subList(1, peers.servers().size()));
    }

    /// The server that the first of these Sentinels calls primary.
    public static HostPort primaryAt(List<HostPort> sentinels) {
        try (PlainClient client = new PlainClient(sentinels.getFirst())) {
            String told = client.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", RealSentinels.MASTER);
            String[] words = told.substring(1, told.length() - 1).split(", ", -1);
            return new HostPort(words[0], Integer.parseInt(words[1]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits for the promotion.
    public Moment await() {
        RealSentinels.await("a promotion", () -> moment.isPresent());
        return moment.orElseThrow();
    }

    private void watch() {
        while (!over && moment.isEmpty()) {
            for (Watched replica : replicas) {
                if (replica.isMaster()) {
                    moment = Optional.of(new Moment(replica.server, replica.notBeforeNanos));
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        replicas.forEach(Watched::close);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One server. Its promotion closes the connection.
    private static final class Watched {
        private final HostPort server;
        private @Nullable PlainClient client;
        private long notBeforeNanos = System.nanoTime();

        Watched(HostPort server) {
            this.server = server;
        }

        boolean isMaster() {
            long askedNanos = System.nanoTime();
            try {
                PlainClient open = client == null ? new PlainClient(server) : client;
                client = open;
                if (open.ask("ROLE").startsWith("[master")) {
                    return true;
                }
                notBeforeNanos = askedNanos;
            } catch (IOException closedByThePromotion) {
                close();
            }
            return false;
        }

        void close() {
            PlainClient open = client;
            client = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException alreadyClosed) {
                    // As good as closed.
                }
            }
        }
    }
}
