package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.peers.Naming;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Sentinels that announce other things than IPv4 addresses.
class SentinelAddressesIT {
    @Test
    void hostNames() {
        try (RealSentinels peers = RealSentinels.start(Optional.empty(), Naming.BY_NAME)) {
            follow(peers, Map.of());
        }
    }

    @Test
    void ipv6() {
        try (RealSentinels peers = RealSentinels.start(Optional.empty(), Naming.IPV6)) {
            follow(peers, Map.of());
        }
    }

    @Test
    void mappedHostNames() {
        try (RealSentinels peers = RealSentinels.start(Optional.empty(), Naming.BY_NAME)) {
            Map<HostPort, HostPort> addresses = new ConcurrentHashMap<>();
            for (HostPort server : peers.servers()) {
                addresses.put(
                        new HostPort("LocalHost", server.port()),
                        new HostPort("127.0.0.1", server.port()));
            }
            follow(peers, addresses);
        }
    }

    /// The primary at the start and after its death is where the map says, and the events too.
    private static void follow(RealSentinels peers, Map<HostPort, HostPort> addresses) {
        Addresses map = new Addresses(addresses);
        SourceConfig source = new SourceConfig.Sentinel("mymaster", peers.sentinels(), null, null);
        try (WatchedPool pool = new WatchedPool(source, addresses)) {
            HostPort old = peers.servers().getFirst();
            pool.awaitPrimary(map.reachable(old));
            peers.kill(old);
            RealSentinels.await(
                    "a move",
                    () ->
                            pool.last()
                                    .primary()
                                    .filter(now -> !now.equals(map.reachable(old)))
                                    .isPresent());
            HostPort moved = pool.last().primary().orElseThrow();
            assertTrue(
                    peers.servers().stream().map(map::reachable).anyMatch(moved::equals),
                    moved.toString());
            TopologyEvent.Moved last =
                    pool.events.stream()
                            .map(WatchedPool.Timed::value)
                            .filter(TopologyEvent.Moved.class::isInstance)
                            .map(TopologyEvent.Moved.class::cast)
                            .toList()
                            .getLast();
            assertTrue(last.to().equals(moved), last.toString());
            assertTrue(last.from().equals(Optional.of(map.reachable(old))), last.toString());
        }
    }
}
