package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RawClients;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What belongs to the server, or to a connection, and yet costs no client a link of its own:
/// databases, scripts that run long, scripts that were loaded; and a replica behind the proxy.
@ExtendWith(LeakCheck.class)
class OneServerIT {
    private static final int CLIENTS = 100;

    private final RealRedis redis = RealRedis.installed("--enable-debug-command", "yes");
    private final Front front = Front.before(redis, "", "private_links: 3");
    private final RawClients clients = new RawClients();

    @AfterEach
    void stop() throws IOException {
        clients.close();
        front.close();
        redis.close();
    }

    private RawClient client() throws IOException {
        return clients.connect(front.address());
    }

    /// The first one asks for the database over a private link, the others over the shared one that
    /// is open then.
    @Test
    void whoSelectsSharesTheLinkOfItsDatabase() throws IOException {
        assertEquals("+OK\r\n", client().ask("SELECT", "3"));
        assertEquals("+OK\r\n", clients.getFirst().ask("SET", "k", "three"));
        long turns = front.snapshot().privateTurns();
        for (int i = 0; i < CLIENTS; i++) {
            client().sendBytes(RawClient.request("SELECT", "3") + RawClient.request("GET", "k"));
        }
        for (RawClient each : clients.subList(1, clients.size())) {
            assertEquals("+OK\r\n", each.reply());
            assertEquals("$5\r\nthree\r\n", each.reply());
        }
        assertEquals(turns, front.snapshot().privateTurns());
        long links =
                redis.clients().stream()
                        .filter(line -> line.contains(" name=redoubt:front "))
                        .count();
        assertEquals(2, links, () -> redis.clients().toString());
        assertEquals("$-1\r\n", client().ask("GET", "k"));
    }

    @Test
    void aSelectThatIsRefusedLeavesItsClientWhereItWas() throws IOException {
        RawClient client = client();
        assertEquals("+OK\r\n", client.ask("SET", "k", "zero"));
        assertEquals("-ERR DB index is out of range\r\n", client.ask("SELECT", "99"));
        assertEquals("$4\r\nzero\r\n", client.ask("GET", "k"));
        assertEquals("+OK\r\n", client.ask("SELECT", "2"));
        assertEquals("$-1\r\n", client.ask("GET", "k"));
        assertEquals("+OK\r\n", client.ask("SELECT", "0"));
        assertEquals("$4\r\nzero\r\n", client.ask("GET", "k"));
    }

    @Test
    void aLongScriptHoldsUpNobodyElseAndCanBeEnded() throws IOException {
        redis.command("CONFIG", "SET", "busy-reply-threshold", "10");
        RawClient other = client();
        assertEquals("+OK\r\n", other.ask("SELECT", "1"));
        assertEquals("+OK\r\n", other.ask("SET", "k", "v"));
        RawClient runner = client();
        runner.send("EVAL", "while true do end", "0");
        RealRedis.await("BUSY", () -> hears(other, "-BUSY "));
        assertEquals("+OK\r\n", other.ask("SCRIPT", "KILL"));
        assertTrue(runner.reply().contains("killed by user"), "killed");
        assertEquals("$1\r\nv\r\n", other.ask("GET", "k"));
    }

    private static boolean hears(RawClient client, String begin) {
        try {
            return client.ask("GET", "k").startsWith(begin);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A primary that was restarted knows no script, like one that was a replica before.
    @Test
    void loadedScriptsAreThereAfterTheServersRestart() throws IOException {
        RawClient client = client();
        String sum = client.ask("SCRIPT", "LOAD", "return 'loaded'").split("\r\n", -1)[1];
        assertEquals("$6\r\nloaded\r\n", client.ask("EVALSHA", sum, "0"));
        restart();
        assertEquals("$-1\r\n", client.ask("GET", "none"));
        assertEquals("$6\r\nloaded\r\n", client.ask("EVALSHA", sum, "0"));
        assertEquals("+OK\r\n", client.ask("SCRIPT", "FLUSH"));
        restart();
        assertEquals("$-1\r\n", client.ask("GET", "none"));
        assertTrue(client.ask("EVALSHA", sum, "0").startsWith("-NOSCRIPT"), "flushed");
    }

    /// However it was brought: alone, in a transaction in one piece, and on a private link.
    @Test
    void scriptsThatRanAreThereAfterTheServersRestart() throws IOException {
        RawClient client = client();
        assertEquals("$3\r\none\r\n", client.ask("EVAL", "return 'one'", "0"));
        client.sendBytes(
                RawClient.request("MULTI")
                        + RawClient.request("eval_ro", "return 'two'", "0")
                        + RawClient.request("EXEC"));
        assertEquals("+OK\r\n", client.reply());
        assertEquals("+QUEUED\r\n", client.reply());
        assertEquals("*1\r\n$3\r\ntwo\r\n", client.reply());
        assertEquals("+OK\r\n", client.ask("WATCH", "none"));
        assertEquals("$5\r\nthree\r\n", client.ask("EVAL", "return 'three'", "0"));
        assertEquals("+OK\r\n", client.ask("UNWATCH"));
        restart();
        assertEquals("$-1\r\n", client.ask("GET", "none"));
        assertEquals("$3\r\none\r\n", client.ask("EVALSHA", sha1("return 'one'"), "0"));
        assertEquals("$3\r\ntwo\r\n", client.ask("EVALSHA", sha1("return 'two'"), "0"));
        assertEquals("$5\r\nthree\r\n", client.ask("EVALSHA", sha1("return 'three'"), "0"));
        assertEquals("+OK\r\n", client.ask("SCRIPT", "FLUSH"));
        assertEquals("$3\r\ntwo\r\n", client.ask("EVAL", "return 'two'", "0"));
        restart();
        assertEquals("$-1\r\n", client.ask("GET", "none"));
        assertEquals("$3\r\ntwo\r\n", client.ask("EVALSHA", sha1("return 'two'"), "0"));
        assertTrue(client.ask("EVALSHA", sha1("return 'one'"), "0").startsWith("-NOSCRIPT"));
    }

    /// With the pool's rights they are loaded again, which another user need not have.
    @Test
    void whatAnotherUserRanIsNotLoaded() throws IOException {
        redis.command("ACL", "SETUSER", "other", "on", ">pw", "~*", "+@all");
        RawClient client = client();
        assertEquals("+OK\r\n", client.ask("AUTH", "other", "pw"));
        assertEquals("$3\r\none\r\n", client.ask("EVAL", "return 'one'", "0"));
        RawClient own = client();
        assertEquals("$3\r\none\r\n", own.ask("EVALSHA", sha1("return 'one'"), "0"));
        restart();
        assertEquals("$-1\r\n", own.ask("GET", "none"));
        assertTrue(own.ask("EVALSHA", sha1("return 'one'"), "0").startsWith("-NOSCRIPT"));
    }

    private static String sha1(String script) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-1")
                            .digest(script.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void restart() {
        redis.command("SET", "none", "of the run before");
        try {
            redis.command("DEBUG", "RESTART");
        } catch (UncheckedIOException | AssertionError hungUp) {
            // It answers when it is back, and to nobody who asked before.
        }
        RealRedis.await("the restart", () -> isEmpty());
    }

    private boolean isEmpty() {
        try {
            return redis.command("EXISTS", "none").startsWith(":0");
        } catch (UncheckedIOException | AssertionError notYet) {
            return false;
        }
    }

    @Test
    void aReplicaFollowsThroughTheProxy() throws IOException {
        RawClient client = client();
        assertEquals("+OK\r\n", client.ask("SET", "before", "1"));
        try (RealRedis replica = RealRedis.installed()) {
            replica.command(
                    "REPLICAOF", front.address().host(), Integer.toString(front.address().port()));
            RealRedis.await(
                    "the link",
                    () -> replica.command("INFO", "replication").contains("master_link_status:up"));
            assertEquals("$1\r\n1\r\n", replica.command("GET", "before"));
            assertEquals("+OK\r\n", client.ask("SET", "after", "x".repeat(200_000)));
            assertEquals(":1\r\n", client.ask("WAIT", "1", "5000"));
            assertEquals(":200000\r\n", replica.command("STRLEN", "after"));
        }
    }

    /// By the number that it was told, and by what it is.
    @Test
    void whoeverIsKilledIsGone() throws IOException {
        RawClient numbered = client();
        String id = numbered.ask("CLIENT", "ID").substring(1).strip();
        assertEquals(":" + id + "\r\n", numbered.ask("CLIENT", "ID"));
        RawClient subscriber = client();
        subscriber.send("SUBSCRIBE", "c");
        assertTrue(subscriber.reply().startsWith("*3"), "subscribed");
        assertEquals("+PONG\r\n", client().ask("PING"));
        RawClient killer = clients.getLast();
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "ID", id));
        assertEquals("", numbered.untilEnd());
        assertEquals(":1\r\n", killer.ask("CLIENT", "KILL", "TYPE", "pubsub"));
        assertEquals("", subscriber.untilEnd());
        assertEquals("+PONG\r\n", killer.ask("PING"));
    }

    @Test
    void theNameOfAClientGoesWithIt() throws IOException {
        RawClient named = client();
        assertEquals("+OK\r\n", named.ask("CLIENT", "SETNAME", "somebody"));
        assertTrue(redis.command("CLIENT", "LIST").contains(" name=somebody "), "shown");
        named.close();
        clients.remove(named);
        RealRedis.await(
                "its end", () -> !redis.command("CLIENT", "LIST").contains(" name=somebody "));
    }

    @Test
    void whoSendsNoMoreHearsWhatItAskedFor() throws IOException {
        RawClient client = client();
        client.sendBytes(
                RawClient.request("GET", "none")
                        + RawClient.request("SUBSCRIBE", "c")
                        + RawClient.request("SUBSCRIBE", "d"));
        client.endSending();
        String confirmed = "*3|$9|subscribe|$1|%s|:%d|";
        String expected = "$-1|" + confirmed.formatted("c", 1) + confirmed.formatted("d", 2);
        assertEquals(expected.replace("|", "\r\n"), client.untilEnd());
    }

    /// Writes that the server lets wait are on links of their own: who reads does not wait.
    @Test
    void aPauseOfWritesHoldsUpNoReader() throws IOException {
        RawClient reader = client();
        assertEquals("+OK\r\n", reader.ask("CLIENT", "PAUSE", "60000", "WRITE"));
        RawClient writer = client();
        writer.send("SET", "k", "1");
        RawClient another = client();
        another.send("PUBLISH", "c", "m");
        RealRedis.await(
                "both wait",
                () -> redis.command("INFO", "clients").contains("blocked_clients:2\r"));
        assertEquals("$-1\r\n", reader.ask("GET", "k"));
        assertEquals("+OK\r\n", reader.ask("CLIENT", "UNPAUSE"));
        assertEquals("+OK\r\n", writer.reply());
        assertEquals(":0\r\n", another.reply());
        assertEquals("$1\r\n1\r\n", reader.ask("GET", "k"));
    }
}
