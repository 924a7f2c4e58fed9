package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Role probing against real servers.
class RoleTopologyIT {
    @Test
    void followsWhoeverIsPromotedAndRefusesToChoose() {
        try (RealSentinels peers = RealSentinels.servers(2, Optional.empty());
                WatchedPool pool =
                        new WatchedPool(new SourceConfig.Servers(peers.servers()), Map.of())) {
            HostPort old = peers.servers().get(0);
            HostPort promoted = peers.servers().get(1);
            pool.awaitPrimary(old);

            peers.kill(old);
            pool.suspect();
            RealSentinels.await("the loss", () -> pool.last().primary().isEmpty());
            assertTrue(pool.last().reason().contains(old.toString()), pool.last().reason());

            peers.command(promoted, "REPLICAOF", "NO", "ONE");
            assertEquals(3, pool.awaitPrimary(promoted).generation());

            peers.restartServer(old);
            RealSentinels.await("probes of the returned server", () -> probesSeen(peers, old));
            assertEquals(Optional.of(promoted), pool.last().primary());

            try (WatchedPool late =
                    new WatchedPool(new SourceConfig.Servers(peers.servers()), Map.of())) {
                RealSentinels.await(
                        "the refusal",
                        () -> late.last().reason().contains("2 servers claim to be primary"));
                assertEquals(Optional.empty(), late.last().primary());
            }
        }
    }

    @Test
    void anUnknownHostNameIsOneServerLess() {
        try (RealSentinels peers = RealSentinels.servers(0, Optional.empty());
                WatchedPool pool =
                        new WatchedPool(
                                new SourceConfig.Servers(
                                        List.of(
                                                new HostPort(
                                                        "localhost",
                                                        peers.servers().getFirst().port()),
                                                new HostPort("no-such-host.invalid", 6379))),
                                Map.of())) {
            pool.awaitPrimary(new HostPort("localhost", peers.servers().getFirst().port()));
        }
    }

    private static boolean probesSeen(RealSentinels peers, HostPort server) {
        byte[] stats = (byte[]) peers.command(server, "INFO", "commandstats");
        return new String(stats, StandardCharsets.UTF_8).contains("cmdstat_role");
    }
}
