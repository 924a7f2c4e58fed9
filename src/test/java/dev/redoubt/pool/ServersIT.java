package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.Naming;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Real servers that turn away, hang up, move and listen elsewhere than on 127.0.0.1.
@Timeout(120)
class ServersIT {
    @Test
    void aWrongPasswordIsToldOnce() throws Exception {
        try (RealRedis redis = RealRedis.installed("--requirepass", "right");
                CapturedLog log = new CapturedLog();
                PoolInTest pool =
                        PoolInTest.start(
                                Front.file(
                                        redis.address(),
                                        "failover: {hold: 1s}",
                                        "password: wr0ng"));
                PlainClient client = new PlainClient(pool.address())) {
            String reply = client.ask("SET", "k", "v");
            assertTrue(
                    reply.contains(redis.address() + " cannot be used (AUTH refused: WRONGPASS"),
                    reply);
            assertEquals(1, log.with("AUTH refused").size(), log.with("")::toString);
            assertEquals(List.of(), log.with("wr0ng"));

            redis.command("CONFIG", "SET", "requirepass", "wr0ng");
            pool.awaitServing();
            assertEquals("+OK", client.ask("SET", "k", "v"));
        }
    }

    /// Redis closes what is idle for a second: the shared link, and private ones that wait to be
    /// used again.
    @Test
    void aServerThatClosesIdleConnectionsCostsNobodyAnError() throws Exception {
        try (RealRedis redis = RealRedis.installed("--timeout", "1");
                CapturedLog log = new CapturedLog();
                PoolInTest pool = PoolInTest.start(Front.file(redis.address(), "", ""));
                PlainClient client = new PlainClient(pool.address())) {
            for (int i = 0; i < 12; i++) {
                assertEquals("+OK", client.ask("WATCH", "k"));
                assertEquals("+OK", client.ask("UNWATCH"));
                assertEquals("+OK", client.ask("SET", "k", "v"));
                long sinceNanos = System.nanoTime();
                long millis = 950L + i * 30L;
                Await.until(
                        "idleness",
                        () ->
                                System.nanoTime() - sinceNanos
                                        > TimeUnit.MILLISECONDS.toNanos(millis));
            }
            assertEquals(0, pool.snapshot().unanswered());
            assertEquals(0, pool.snapshot().failures());
            assertEquals(List.of(), log.with("lost the primary"));
        }
    }

    @Test
    void aServerWithTooManyClientsSaysSoItself() throws Exception {
        try (RealRedis redis = RealRedis.installed();
                PoolInTest pool = PoolInTest.start(Front.file(redis.address(), "", ""));
                PlainClient client = new PlainClient(pool.address())) {
            pool.awaitServing();
            Await.until("the learner's end", () -> redis.clients().size() == 3);
            List<PlainClient> fillers = new ArrayList<>();
            try {
                redis.command("CONFIG", "SET", "maxclients", "5");
                fillers.add(new PlainClient(redis.address()));
                fillers.add(new PlainClient(redis.address()));
                for (PlainClient filler : fillers) {
                    assertEquals("+PONG", filler.ask("PING"));
                }
                assertEquals(
                        "-ERR redoubt: no private link to the primary: ERR max number of clients"
                                + " reached",
                        client.ask("WATCH", "k"));
                assertEquals("+OK", client.ask("SET", "k", "v"));
            } finally {
                for (PlainClient filler : fillers) {
                    filler.close();
                }
            }
            Await.until("room", () -> client.ask("WATCH", "k").equals("+OK"));
        }
    }

    @Test
    void whoeverIsPromotedIsFollowedOverAnyAddress() throws Exception {
        try (RealRedis one = RealRedis.installedAt("127.0.0.2");
                RealRedis other = RealRedis.installedAt("::1")) {
            HostPort primary = one.address();
            other.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
            String servers =
                    List.of(primary, other.address()).stream()
                            .map(each -> "'" + each + "'")
                            .collect(Collectors.joining(", "));
            String file =
                    Front.file(primary, "", "")
                            .replace("'" + primary + "'", servers)
                            .replace("127.0.0.1:0", "'[::1]:0'");
            try (PoolInTest pool = PoolInTest.start(file);
                    PlainClient client = new PlainClient(pool.address())) {
                pool.awaitServing();
                assertEquals("+OK", client.ask("SET", "k", "v"));
                assertEquals(Optional.of(primary), pool.snapshot().primary());
                Await.until("the copy", () -> other.command("GET", "k").contains("v"));
                one.kill();
                other.command("REPLICAOF", "NO", "ONE");
                assertEquals("v", client.ask("GET", "k"));
                pool.awaitServing();
                assertEquals(Optional.of(other.address()), pool.snapshot().primary());
            }
        }
    }

    @Test
    void sentinelsAndServersOnIpv6() throws Exception {
        try (RealSentinels peers = RealSentinels.start(Optional.empty(), Naming.IPV6);
                PoolInTest pool =
                        PoolInTest.start(
                                PoolInTest.file(peers.sentinels(), "", 1, "hold: 20s")
                                        .replace("127.0.0.1:0", "'[::1]:0'"));
                PlainClient client = new PlainClient(pool.address())) {
            pool.awaitServing();
            assertEquals("+OK", client.ask("SET", "k", "v"));
            HostPort old = pool.snapshot().primary().orElseThrow();
            assertEquals("::1", old.host());
            peers.kill(old);
            Await.until("service", () -> client.ask("SET", "k", "v").equals("+OK"));
            assertTrue(!pool.snapshot().primary().equals(Optional.of(old)));
        }
    }
}
