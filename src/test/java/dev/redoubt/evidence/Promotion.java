package dev.redoubt.evidence;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Asks a replica for its role all the time and notes when it was last seen as one.
final class Promotion implements AutoCloseable {
    private final HostPort replica;
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::watch);
    private volatile long notBeforeNanos = System.nanoTime();
    private volatile boolean promoted;
    private volatile boolean over;

    Promotion(HostPort replica) {
        this.replica = replica;
        thread.start();
    }

    /// The server that a Sentinel of these calls primary.
    static HostPort primaryAt(List<HostPort> sentinels) {
        try (PlainClient client = new PlainClient(sentinels.getFirst())) {
            String told = client.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", RealSentinels.MASTER);
            String[] words = told.substring(1, told.length() - 1).split(", ", -1);
            return new HostPort(words[0], Integer.parseInt(words[1]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// When it was asked for the last time that it answered as a replica; waits for the promotion.
    long awaitNanos() {
        RealSentinels.await("a promotion of " + replica, () -> promoted);
        return notBeforeNanos;
    }

    private void watch() {
        while (!over && !promoted) {
            try (PlainClient client = new PlainClient(replica)) {
                while (!over && !promoted) {
                    look(client);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                }
            } catch (IOException closedByThePromotion) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private void look(PlainClient client) throws IOException {
        long askedNanos = System.nanoTime();
        if (client.ask("ROLE").startsWith("[master")) {
            promoted = true;
        } else {
            notBeforeNanos = askedNanos;
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
