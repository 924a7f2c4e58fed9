package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RealSentinels;

import redis.clients.jedis.exceptions.JedisException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Asks the replicas for their role every few milliseconds and notes when one first was master: the
/// time of the last question before, which it answered as a replica.
final class Promotion implements AutoCloseable {
    private final RealSentinels peers;
    private final Thread thread = Thread.ofPlatform().unstarted(this::watch);
    private volatile boolean over;
    private volatile Optional<Moment> moment = Optional.empty();

    /// @param notBeforeNanos when it was asked last and still was a replica
    record Moment(HostPort server, long notBeforeNanos) {}

    Promotion(RealSentinels peers) {
        this.peers = peers;
        thread.start();
    }

    Moment await() {
        RealSentinels.await("a promotion", () -> moment.isPresent());
        return moment.orElseThrow();
    }

    private void watch() {
        List<HostPort> replicas = peers.servers().subList(1, peers.servers().size());
        long lastAskedNanos = System.nanoTime();
        while (!over && moment.isEmpty()) {
            long askedNanos = System.nanoTime();
            for (HostPort replica : replicas) {
                if (isMaster(replica)) {
                    moment = Optional.of(new Moment(replica, lastAskedNanos));
                }
            }
            lastAskedNanos = askedNanos;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private boolean isMaster(HostPort server) {
        try {
            List<?> role = (List<?>) peers.command(server, "ROLE");
            return new String((byte[]) role.getFirst(), StandardCharsets.UTF_8).equals("master");
        } catch (JedisException closedByThePromotion) {
            return false;
        }
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
}
