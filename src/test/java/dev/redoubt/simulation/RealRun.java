package dev.redoubt.simulation;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RealSentinels;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Plays a [FaultScript] to real redis-server and redis-sentinel processes.
final class RealRun {
    private RealRun() {}

    static Heard play(FaultScript script) {
        try (RealSentinels peers = RealSentinels.start(Optional.empty())) {
            HostPort primary = peers.servers().getFirst();
            List<Ear> ears = new ArrayList<>();
            if (script == FaultScript.SENTINEL_DOWN) {
                peers.kill(peers.sentinels().getLast());
            }
            for (HostPort sentinel : peers.sentinels()) {
                ears.add(new Ear(sentinel));
            }
            ears.forEach(Ear::listen);
            long pid = pid(peers, primary);
            long faultNanos = System.nanoTime();
            try {
                switch (script) {
                    case KILL, SENTINEL_DOWN -> peers.kill(primary);
                    case BLINK -> {
                        peers.kill(primary);
                        peers.restartServer(primary);
                    }
                    case STOP -> signal("STOP", pid);
                    case FORCED ->
                            peers.command(
                                    peers.sentinels().getFirst(),
                                    "SENTINEL",
                                    "FAILOVER",
                                    RealSentinels.MASTER);
                }
                long until = faultNanos + TimeUnit.SECONDS.toNanos(FaultScript.SECONDS);
                RealSentinels.await("time", () -> System.nanoTime() - until > 0);
            } finally {
                if (script == FaultScript.STOP) {
                    signal("CONT", pid);
                }
                ears.forEach(Ear::close);
            }
            return new Heard(ears.stream().map(ear -> ear.since(faultNanos)).toList());
        }
    }

    private static long pid(RealSentinels peers, HostPort server) {
        String info =
                new String(
                        (byte[]) peers.command(server, "INFO", "server"), StandardCharsets.UTF_8);
        return info.lines()
                .filter(line -> line.startsWith("process_id:"))
                .mapToLong(line -> Long.parseLong(line.substring(11).strip()))
                .findFirst()
                .orElseThrow();
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Listens to one Sentinel; to a dead one, it hears nothing.
    private static final class Ear implements AutoCloseable {
        private final HostPort sentinel;
        private final List<Heard.Event> events = new ArrayList<>();
        private final CountDownLatch listening = new CountDownLatch(1);
        private final JedisPubSub subscription =
                new JedisPubSub() {
                    @Override
                    public void onPSubscribe(String pattern, int channels) {
                        listening.countDown();
                    }

                    @Override
                    public void onPMessage(String pattern, String channel, String message) {
                        boolean other = channel.endsWith("down") && !message.startsWith("master ");
                        if (!other && FaultScript.CHANNELS.contains(channel)) {
                            hear(channel);
                        }
                    }
                };

        Ear(HostPort sentinel) {
            this.sentinel = sentinel;
        }

        private synchronized void hear(String channel) {
            events.add(new Heard.Event(channel, System.nanoTime() / 1_000_000));
        }

        void listen() {
            Thread.ofVirtual()
                    .start(() -> {
                        try (Jedis jedis =
                                new Jedis(new HostAndPort(sentinel.host(), sentinel.port()))) {
                            jedis.psubscribe(subscription, "*");
                        } catch (JedisException deadOrClosed) {
                            listening.countDown();
                        }
                    });
            try {
                if (!listening.await(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(sentinel + " does not let us subscribe");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        synchronized List<Heard.Event> since(long nanos) {
            long millis = nanos / 1_000_000;
            return events.stream()
                    .filter(event -> event.afterMillis() >= millis)
                    .map(event -> new Heard.Event(event.channel(), event.afterMillis() - millis))
                    .toList();
        }

        @Override
        public void close() {
            if (subscription.isSubscribed()) {
                subscription.punsubscribe();
            }
        }
    }
}
