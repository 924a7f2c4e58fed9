package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.Secret;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.peers.RealSentinels;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import redis.clients.jedis.exceptions.JedisConnectionException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Sentinel watch against real Sentinels.
class SentinelTopologyIT {
    @Test
    void followsTheMajorityThroughAFailover() {
        try (RealSentinels peers = RealSentinels.start(Optional.empty());
                WatchedPool pool = new WatchedPool(source(peers, "mymaster", null), Map.of())) {
            HostPort old = peers.servers().getFirst();
            Topology first = pool.awaitPrimary(old);
            assertEquals(1, first.generation());
            assertEquals(Optional.of(Duration.ofSeconds(1)), first.downAfter());

            peers.kill(old);
            RealSentinels.await(
                    "a move",
                    () -> pool.last().primary().filter(now -> !now.equals(old)).isPresent());
            Topology moved = pool.last();
            assertTrue(peers.servers().contains(moved.primary().orElseThrow()));
            assertTrue(moved.epoch() > first.epoch(), moved.toString());
            assertTrue(moved.generation() > first.generation());

            WatchedPool.Timed<TopologyEvent> announced = event(pool, TopologyEvent.Announced.class);
            WatchedPool.Timed<TopologyEvent> carried =
                    pool.events.stream()
                            .filter(event -> event.value() instanceof TopologyEvent.Moved)
                            .filter(event -> movedTo(event).equals(moved.primary().orElseThrow()))
                            .findFirst()
                            .orElseThrow();
            System.out.printf(
                    "first +switch-master to publication: %.1f ms%n",
                    (carried.atNanos() - announced.atNanos()) / 1e6);
            event(pool, TopologyEvent.Suspected.class);

            int before = pool.topologies.size();
            peers.restartServer(old);
            RealSentinels.await("the old primary's demotion", () -> isReplica(peers, old));
            assertTrue(
                    pool.topologies.stream()
                            .skip(before)
                            .noneMatch(one -> one.value().primary().equals(Optional.of(old))));
        }
    }

    @Test
    void keepsThePrimaryWhenAllSentinelsAreLost() {
        try (RealSentinels peers = RealSentinels.start(Optional.empty());
                WatchedPool pool = new WatchedPool(source(peers, "mymaster", null), Map.of())) {
            HostPort primary = peers.servers().getFirst();
            pool.awaitPrimary(primary);
            peers.sentinels().forEach(peers::kill);
            pool.suspect();
            assertEquals(Optional.of(primary), pool.last().primary());
        }
    }

    @Test
    void mapsAnnouncedAddresses() {
        try (RealSentinels peers = RealSentinels.start(Optional.of("s3cret"))) {
            HostPort announced = peers.servers().getFirst();
            HostPort reachable = new HostPort("localhost", announced.port());
            try (WatchedPool pool =
                    new WatchedPool(
                            source(peers, "mymaster", new Secret("s3cret")),
                            Map.of(announced, reachable))) {
                pool.awaitPrimary(reachable);
            }
            try (WatchedPool wrong =
                    new WatchedPool(source(peers, "mymaster", new Secret("wr0ng")), Map.of())) {
                RealSentinels.await(
                        "the refusal", () -> wrong.last().reason().contains("WRONGPASS"));
                assertTrue(wrong.last().primary().isEmpty());
                assertFalse(wrong.last().reason().contains("wr0ng"), wrong.last().reason());
            }
            try (WatchedPool without = new WatchedPool(source(peers, "mymaster", null), Map.of())) {
                RealSentinels.await("NOAUTH", () -> without.last().reason().contains("NOAUTH"));
            }
        }
    }

    @Test
    void saysThatTheMasterIsUnknown() {
        try (RealSentinels peers = RealSentinels.start(Optional.empty());
                WatchedPool pool = new WatchedPool(source(peers, "another", null), Map.of())) {
            RealSentinels.await(
                    "the reason", () -> pool.last().reason().contains("no master named another"));
            System.out.println(pool.last().reason());
        }
    }

    private static boolean isReplica(RealSentinels peers, HostPort server) {
        try {
            List<?> role = (List<?>) peers.command(server, "ROLE");
            return "slave".equals(new String((byte[]) role.getFirst(), StandardCharsets.UTF_8));
        } catch (JedisConnectionException closedByTheDemotion) {
            return false;
        }
    }

    private static HostPort movedTo(WatchedPool.Timed<TopologyEvent> event) {
        return ((TopologyEvent.Moved) event.value()).to();
    }

    private static WatchedPool.Timed<TopologyEvent> event(
            WatchedPool pool, Class<? extends TopologyEvent> type) {
        return pool.events.stream()
                .filter(event -> type.isInstance(event.value()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type.getSimpleName() + " never came"));
    }

    private static SourceConfig source(
            RealSentinels peers, String master, @Nullable Secret password) {
        return new SourceConfig.Sentinel(master, peers.sentinels(), null, password);
    }
}
