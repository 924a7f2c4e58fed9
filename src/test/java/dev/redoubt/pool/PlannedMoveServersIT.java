package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The primary is moved on purpose where there is no Sentinel.
@Timeout(120)
class PlannedMoveServersIT {
    private static final int CLIENTS = 10;

    private final List<RealRedis> servers = new ArrayList<>();

    @BeforeEach
    void startServers() {
        servers.add(RealRedis.installed());
        HostPort primary = servers.getFirst().address();
        for (int i = 0; i < 2; i++) {
            servers.add(RealRedis.installed("--replicaof", primary.host() + " " + primary.port()));
        }
        for (RealRedis replica : servers.subList(1, servers.size())) {
            Await.until(
                    "a replica in sync",
                    () -> replica.command("INFO", "replication").contains("master_link_status:up"));
        }
    }

    @AfterEach
    void endServers() {
        servers.forEach(RealRedis::close);
    }

    private PoolInTest pool(Stream<RealRedis> known) throws IOException {
        String addresses =
                known.map(each -> "'" + each.address() + "'").collect(Collectors.joining(", "));
        return PoolInTest.start(
                """
                pools:
                  orders:
                    listen: 127.0.0.1:0
                    backend: {servers: [%s]}
                """
                        .formatted(addresses));
    }

    @Test
    void nobodyNoticesItAndAllFollowTheNewPrimary() throws Exception {
        List<LedgerClient> clients = new ArrayList<>();
        HostPort target = servers.getLast().address();
        try (PoolInTest pool = pool(servers.stream())) {
            pool.awaitServing();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(LedgerClient.start("client" + i, pool.address(), 100));
            }
            Await.until("load", () -> clients.stream().allMatch(each -> each.rounds() > 5));
            Answer answer = pool.move(Optional.of(target), Request.Mode.CARRY_OUT);
            assertInstanceOf(Answer.Moved.class, answer, answer::words);
            assertEquals(Optional.of(target), pool.snapshot().primary());
            long before = clients.stream().mapToLong(LedgerClient::rounds).sum();
            Await.until(
                    "progress",
                    () ->
                            clients.stream().mapToLong(LedgerClient::rounds).sum()
                                    > before + 5L * CLIENTS);
            try (PlainClient primary = new PlainClient(target)) {
                for (LedgerClient each : clients) {
                    each.settle(primary);
                }
                Await.until(
                        "both others to follow",
                        () ->
                                servers.getLast()
                                        .command("INFO", "replication")
                                        .contains("connected_slaves:2"));
            }
        } finally {
            for (LedgerClient each : clients) {
                each.close();
            }
        }
    }

    /// Nobody would look for the primary there afterwards.
    @Test
    void aReplicaThatThePoolDoesNotKnowIsRefused() throws Exception {
        HostPort stranger = servers.getLast().address();
        try (PoolInTest pool = pool(servers.stream().limit(2))) {
            pool.awaitServing();
            Answer answer = pool.move(Optional.of(stranger), Request.Mode.CARRY_OUT);
            assertInstanceOf(Answer.Refused.class, answer);
            assertTrue(answer.words().contains("is not among the pool's backend.servers"));
        }
    }
}
