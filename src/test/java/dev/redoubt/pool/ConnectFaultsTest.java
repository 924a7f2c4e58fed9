package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.FullBacklog;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.peers.ScriptedRedis.Purpose;
import dev.redoubt.peers.TestNames;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/// Primaries that Sentinels name and that take no connection, and names instead of addresses.
@Timeout(60)
class ConnectFaultsTest {
    private final ScriptedRedis sentinel = ScriptedRedis.start();
    private final ScriptedRedis redis = ScriptedRedis.start();

    @AfterEach
    void end() {
        sentinel.close();
        redis.close();
    }

    private PoolInTest naming(HostPort primary, String backend) throws IOException {
        sentinel.naming(primary);
        String file = PoolInTest.file(List.of(sentinel.address()), "", 1, "hold: 700ms");
        return PoolInTest.start(file.replace("backend:", "backend:\n      " + backend));
    }

    private static HostPort nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new HostPort("127.0.0.1", socket.getLocalPort());
        }
    }

    private void expect(PoolInTest pool, HostPort primary, String words) throws IOException {
        Await.until("the reason", () -> pool.snapshot().reason().equals(primary + ": " + words));
        try (PlainClient client = new PlainClient(pool.address())) {
            assertEquals(
                    "-ERR redoubt: no primary within 700 ms: " + primary + ": " + words,
                    client.ask("SET", "k", "v"));
        }
    }

    @Test
    void aRefusedConnectIsToldOnce() throws Exception {
        HostPort primary = nobody();
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = naming(primary, "links: 1")) {
            expect(pool, primary, "connection refused");
            assertEquals(1, log.with("connection refused").size(), log.with("")::toString);
        }
    }

    @Test
    void aConnectThatHangsIsToldOnce() throws Exception {
        try (FullBacklog full = new FullBacklog();
                CapturedLog log = new CapturedLog();
                PoolInTest pool = naming(full.address(), "connect_timeout: 150ms")) {
            expect(pool, full.address(), "no connection within 150 ms");
            assertEquals(1, log.with("no connection within 150 ms").size(), log.with("")::toString);
        }
    }

    @Test
    void aNameThatNobodyKnowsIsToldOnceAndUsedOnceItIsKnown() throws Exception {
        String name = "late.redoubt.test";
        HostPort primary = new HostPort(name, redis.address().port());
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = naming(primary, "connect_timeout: 1s")) {
            expect(pool, primary, "host name not known");
            assertEquals(1, log.with("host name not known").size(), log.with("")::toString);
            TestNames.set(name, "127.0.0.1");
            pool.awaitServing();
            try (PlainClient client = new PlainClient(pool.address())) {
                assertEquals("+OK", client.ask("SET", "k", "v"));
            }
        }
    }

    @Test
    void everyAddressOfANameIsTried() throws Exception {
        String name = "many.redoubt.test";
        TestNames.set(name, "127.0.0.3", "::1", "127.0.0.1");
        HostPort primary = new HostPort(name, redis.address().port());
        try (PoolInTest pool = naming(primary, "links: 1");
                PlainClient client = new PlainClient(pool.address())) {
            pool.awaitServing();
            assertEquals("+OK", client.ask("SET", "k", "v"));
        }
        String dead = "dead.redoubt.test";
        TestNames.set(dead, "127.0.0.3", "127.0.0.4");
        HostPort nobody = new HostPort(dead, redis.address().port());
        try (PoolInTest pool = naming(nobody, "links: 1")) {
            expect(pool, nobody, "connection refused (all 2 addresses tried)");
        }
    }

    @Test
    void aNameThatIsForgottenKeepsItsAddress() throws Exception {
        String name = "forgotten.redoubt.test";
        TestNames.set(name, "127.0.0.1");
        HostPort primary = new HostPort(name, redis.address().port());
        try (CapturedLog log = new CapturedLog();
                PoolInTest pool = naming(primary, "links: 1");
                PlainClient client = new PlainClient(pool.address())) {
            pool.awaitServing();
            assertEquals(":1", client.ask("INCR", "n"));
            TestNames.set(name);
            // The JDK forgets within a second or two.
            Await.until(
                    "the warning",
                    () -> {
                        redis.hangUp();
                        return !log.with("cannot be resolved any more").isEmpty();
                    });
            pool.awaitServing();
            Await.until("service", () -> client.ask("INCR", "n").startsWith(":"));
            assertEquals(1, log.with("cannot be resolved any more").size(), log.with("")::toString);
            TestNames.set(name, "127.0.0.1");
            Await.until(
                    "the recovery",
                    () -> {
                        redis.hangUp();
                        return !log.with("resolved again").isEmpty();
                    });
        }
    }

    @Test
    void aNameThatMovesIsFollowedWithTheNextConnection() throws Exception {
        String name = "moves.redoubt.test";
        TestNames.set(name, "127.0.0.1");
        HostPort primary = new HostPort(name, redis.address().port());
        try (ScriptedRedis other = redis.twin("127.0.0.2");
                PoolInTest pool = naming(primary, "links: 1")) {
            pool.awaitServing();
            assertEquals(0, other.seen(Purpose.SHARED));
            TestNames.set(name, "127.0.0.2");
            Await.until(
                    "the other server",
                    () -> {
                        redis.hangUp();
                        return other.seen(Purpose.SHARED) > 0;
                    });
        }
    }
}
