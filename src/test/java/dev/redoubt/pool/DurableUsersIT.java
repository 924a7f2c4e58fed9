package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Durability of some users and some clients, where the replica of a real server stands still: what
/// is promised to somebody is known by the error.
@ExtendWith(LeakCheck.class)
@Timeout(120)
class DurableUsersIT {
    private static final String OK = "+OK\r\n";
    private final List<AutoCloseable> opened = new ArrayList<>();
    private RealRedis primary;
    private PoolInTest pool;

    @BeforeEach
    void start() throws IOException {
        primary = RealRedis.installed();
        opened.add(primary);
        for (String user : List.of("billing", "cache")) {
            assertEquals(
                    OK, primary.command("ACL", "SETUSER", user, "on", ">pw", "~*", "&*", "+@all"));
        }
        pool =
                PoolInTest.start(
                        """
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend: {servers: ["%s"]}
                            users:
                              billing: {durability: {replicas: 2, timeout: 50ms}}
                              cache: {durability: none}
                            clients:
                              audit-*: {durability: {replicas: 1, timeout: 50ms}}
                        """
                                .formatted(primary.address()));
        opened.add(pool);
        pool.awaitServing();
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private RawClient client() throws IOException {
        RawClient client = RawClient.connect(pool.address());
        opened.add(client);
        return client;
    }

    private static String shortOf(int wanted) {
        return "-ERR redoubt: executed on the primary, but not acknowledged: only 0 of "
                + wanted
                + " replicas said within 50 ms that they have it (failover.durability)\r\n";
    }

    private long asked() {
        return pool.snapshot().durability().orElseThrow().writes();
    }

    @Test
    void onlyWhoIsPromisedSomethingWaits() throws Exception {
        RawClient plain = client();
        RawClient billing = client();
        assertEquals(OK, plain.ask("SET", "k", "v"));
        assertEquals(OK, billing.ask("AUTH", "billing", "pw"));
        assertEquals(0, asked());
        assertEquals(shortOf(2), billing.ask("SET", "k", "v"));
        assertEquals("$1\r\nv\r\n", billing.ask("GET", "k"));
        assertEquals(1, asked());
        assertEquals(OK, plain.ask("SET", "k", "v"));
        plain.sendBytes(
                RawClient.request("MULTI")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("EXEC")
                        + RawClient.request("EVAL", "return redis.call('INCR', KEYS[1])", "1", "n")
                        + RawClient.request("WATCH", "n")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("UNWATCH"));
        String all = OK + "+QUEUED\r\n*1\r\n:1\r\n:2\r\n+OK\r\n:3\r\n+OK\r\n";
        assertEquals(all, plain.bytes(all.length()));
        assertEquals(1, asked());
    }

    @Test
    void whoBecomesAnotherKeepsHisOrderAndChangesHisPromise() throws Exception {
        RawClient client = client();
        client.sendBytes(
                RawClient.request("INCR", "n")
                        + RawClient.request("AUTH", "billing", "pw")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("GET", "n")
                        + RawClient.request("AUTH", "cache", "pw")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("CLIENT", "SETNAME", "audit-1")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("RESET")
                        + RawClient.request("CLIENT", "SETNAME", "audit-1")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("CLIENT", "SETNAME", "other")
                        + RawClient.request("INCR", "n"));
        String all =
                ":1\r\n"
                        + OK
                        + shortOf(2)
                        + "$1\r\n2\r\n"
                        + OK
                        + ":3\r\n"
                        + OK
                        // Its user counts before the name.
                        + ":4\r\n"
                        + "+RESET\r\n"
                        + OK
                        + shortOf(1)
                        + OK
                        + ":6\r\n";
        assertEquals(all, client.bytes(all.length()));
    }

    @Test
    void onAPrivateLinkTooThePromiseIsTheUsers() throws Exception {
        RawClient client = client();
        client.sendBytes(
                RawClient.request("SUBSCRIBE", "c")
                        + RawClient.request("UNSUBSCRIBE", "c")
                        + RawClient.request("WATCH", "w")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("HELLO", "2", "AUTH", "billing", "pw"));
        String seen = "";
        while (!seen.contains("modules")) {
            seen += client.reply();
        }
        assertTrue(seen.contains(":1\r\n"), seen);
        client.sendBytes(
                RawClient.request("INCR", "n")
                        + RawClient.request("GET", "n")
                        + RawClient.request("AUTH", "cache", "pw")
                        + RawClient.request("INCR", "n")
                        + RawClient.request("UNWATCH"));
        String all = shortOf(2) + "$1\r\n2\r\n" + OK + ":3\r\n" + OK;
        assertEquals(all, client.bytes(all.length()));
    }

    /// Without it WAIT speaks of what the client wrote before.
    @Test
    void aPopThatIsServedLateNeedsItsCover() throws Exception {
        assertEquals(OK, primary.command("ACL", "SETUSER", "billing", "-ping"));
        RawClient client = client();
        assertEquals(OK, client.ask("AUTH", "billing", "pw"));
        client.send("BLPOP", "q", "0");
        RealRedis.await(
                "a blocked client",
                () -> primary.command("INFO", "clients").contains("blocked_clients:1"));
        assertEquals(":1\r\n", primary.command("LPUSH", "q", "x"));
        String reply = client.reply();
        assertTrue(
                reply.startsWith(
                        "-ERR redoubt: executed on the primary, but not acknowledged: nobody knows"
                                + " which replicas have it, PING being refused: NOPERM"),
                reply);
    }

    @Test
    void whoMayBeAnybodyIsPromisedTheMost() throws Exception {
        RawClient client = client();
        assertEquals(OK, client.ask("MULTI"));
        assertEquals("+QUEUED\r\n", client.ask("AUTH", "cache", "pw"));
        assertEquals("+QUEUED\r\n", client.ask("INCR", "n"));
        assertEquals(shortOf(2), client.ask("EXEC"));
        assertEquals(shortOf(2), client.ask("INCR", "n"));
        assertEquals("+RESET\r\n", client.ask("RESET"));
        assertEquals(":3\r\n", client.ask("INCR", "n"));
    }
}
