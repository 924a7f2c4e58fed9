package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What sessions with state keep when their primary is killed and another takes over: real servers.
@Timeout(120)
class RestoredSessionsIT {
    private static final String OK = "+OK\r\n";
    private static final String QUEUED = "+QUEUED\r\n";

    private RealRedis one;
    private RealRedis other;
    private PoolInTest pool;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        one = RealRedis.installed();
        other = RealRedis.installed();
        other.command("REPLICAOF", "127.0.0.1", Integer.toString(one.address().port()));
        String file =
                Front.file(one.address(), "failover: {hold: 20s}", "check_interval: 100ms")
                        .replace(
                                "'" + one.address() + "'",
                                "'" + one.address() + "', '" + other.address() + "'");
        pool = PoolInTest.start(file);
        pool.awaitServing();
        assertEquals(Optional.of(one.address()), pool.snapshot().primary());
        client = RawClient.connect(pool.address());
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        pool.close();
        other.close();
        one.close();
    }

    private void move() {
        one.kill();
        promote();
    }

    private void promote() {
        other.command("REPLICAOF", "NO", "ONE");
        Await.until(
                "the move", () -> pool.snapshot().primary().equals(Optional.of(other.address())));
    }

    private void awaitSubscribed(String channel) {
        Await.until(
                "the subscription",
                () -> other.command("PUBSUB", "NUMSUB", channel).endsWith(":1\r\n"));
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private static String told(char type, int count, String kind, String name) {
        return type + "3\r\n" + bulk(kind) + bulk(name) + ":" + count + "\r\n";
    }

    private static String message(char type, String channel, String text) {
        return type + "3\r\n" + bulk("message") + bulk(channel) + bulk(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aSubscriberHearsTheNewPrimary(int protocol) throws IOException {
        char type = protocol == 2 ? '*' : '>';
        client.ask("HELLO", Integer.toString(protocol));
        assertEquals(OK, client.ask("SELECT", "3"));
        assertEquals(OK, client.ask("CLIENT", "SETNAME", "listener"));
        client.send("SUBSCRIBE", "c", "d\r\n:7", "e");
        assertEquals(told(type, 1, "subscribe", "c"), client.reply());
        assertEquals(told(type, 2, "subscribe", "d\r\n:7"), client.reply());
        assertEquals(told(type, 3, "subscribe", "e"), client.reply());
        assertEquals(told(type, 2, "unsubscribe", "e"), client.ask("UNSUBSCRIBE", "e"));
        assertEquals(told(type, 3, "psubscribe", "p*"), client.ask("PSUBSCRIBE", "p*"));
        assertEquals(told(type, 1, "ssubscribe", "s"), client.ask("SSUBSCRIBE", "s"));

        move();

        awaitSubscribed("d\r\n:7");
        Await.until(
                "all of it", () -> other.command("PUBSUB", "SHARDNUMSUB", "s").endsWith(":1\r\n"));
        assertEquals(":0\r\n", other.command("PUBLISH", "e", "x"));
        assertEquals(":1\r\n", other.command("PUBLISH", "c", "again"));
        assertEquals(message(type, "c", "again"), client.reply());
        assertEquals(":1\r\n", other.command("PUBLISH", "px", "pattern"));
        assertEquals(
                type + "4\r\n" + bulk("pmessage") + bulk("p*") + bulk("px") + bulk("pattern"),
                client.reply());
        String link =
                other.clients().stream().filter(line -> line.contains(" sub=2 ")).findAny().get();
        assertTrue(link.contains(" name=listener ") && link.contains(" db=3 "), link);

        assertEquals(told(type, 4, "subscribe", "f"), client.ask("SUBSCRIBE", "f"));
        assertEquals(told(type, 3, "punsubscribe", "p*"), client.ask("PUNSUBSCRIBE"));
        client.send("UNSUBSCRIBE");
        for (int left = 2; left >= 0; left--) {
            assertTrue(client.reply().endsWith(":" + left + "\r\n"));
        }
        assertEquals(told(type, 0, "sunsubscribe", "s"), client.ask("SUNSUBSCRIBE"));
        assertEquals(OK, client.ask("SET", "k", "v"));
        assertEquals(0, pool.snapshot().unanswered());
    }

    @Test
    void anOpenTransactionGoesOn() throws IOException {
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "k"));
        assertEquals(QUEUED, client.ask("SELECT", "5"));
        move();
        assertEquals(QUEUED, client.ask("INCR", "k"));
        assertEquals("*3\r\n:1\r\n+OK\r\n:1\r\n", client.ask("EXEC"));
        assertEquals("$1\r\n1\r\n", client.ask("GET", "k"));
        assertEquals(OK, client.ask("SELECT", "0"));
        assertEquals("$1\r\n1\r\n", client.ask("GET", "k"));
    }

    @Test
    void aTransactionTooLongToSayAgainIsAborted() throws IOException {
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "k", "x".repeat(70_000)));
        move();
        assertEquals(QUEUED, client.ask("SET", "k", "2"));
        assertEquals(
                "-EXECABORT Transaction discarded because of previous errors.\r\n",
                client.ask("EXEC"));
        assertEquals("$-1\r\n", client.ask("GET", "k"));
        client.sendBytes("MULTI\r\nSET k 3\r\n");
        assertEquals(OK, client.reply());
        assertEquals(QUEUED, client.reply());
        assertEquals("*1\r\n+OK\r\n", client.ask("EXEC"));
    }

    @Test
    void anOpenTransactionCanBeDiscarded() throws IOException {
        assertEquals(OK, client.ask("WATCH", "w"));
        assertEquals(OK, client.ask("MULTI"));
        move();
        assertEquals(OK, client.ask("DISCARD"));
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "k", "1"));
        assertEquals("*1\r\n+OK\r\n", client.ask("EXEC"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aWatchBeforeAnOpenTransactionIsBroken(int protocol) throws IOException {
        client.ask("HELLO", Integer.toString(protocol));
        assertEquals(OK, client.ask("WATCH", "w"));
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("INCR", "w"));
        move();
        assertEquals(QUEUED, client.ask("INCR", "w"));
        assertEquals(protocol == 2 ? "*-1\r\n" : "_\r\n", client.ask("EXEC"));
        assertEquals(":1\r\n", client.ask("INCR", "w"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aWatchIsBroken(int protocol) throws IOException {
        client.ask("HELLO", Integer.toString(protocol));
        assertEquals(OK, client.ask("WATCH", "w"));
        move();
        assertEquals(protocol == 2 ? "$-1\r\n" : "_\r\n", client.ask("GET", "w"));
        assertEquals(OK, client.ask("WATCH", "x"));
        client.send("MULTI");
        client.send("SET", "k", "1");
        client.send("EXEC");
        client.send("SET", "k", "2");
        assertEquals(OK, client.reply());
        assertEquals(QUEUED, client.reply());
        assertEquals(protocol == 2 ? "*-1\r\n" : "_\r\n", client.reply());
        assertEquals(OK, client.reply());
        assertEquals("$1\r\n2\r\n", client.ask("GET", "k"));

        assertEquals(OK, client.ask("WATCH", "w"));
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "k", "3"));
        assertEquals("*1\r\n+OK\r\n", client.ask("EXEC"));
    }

    @Test
    void aBrokenWatchCanBeGivenUp() throws IOException {
        assertEquals(OK, client.ask("WATCH", "w"));
        move();
        assertEquals("-ERR EXEC without MULTI\r\n", client.ask("EXEC"));
        assertEquals(OK, client.ask("UNWATCH"));
        assertEquals(OK, client.ask("WATCH", "w"));
        assertEquals(OK, client.ask("MULTI"));
        assertEquals(QUEUED, client.ask("SET", "k", "1"));
        assertEquals("*1\r\n+OK\r\n", client.ask("EXEC"));
    }

    @Test
    void whatIsKeptAtTheClientIsForgotten() throws IOException {
        client.ask("HELLO", "3");
        assertEquals(OK, client.ask("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "a"));
        assertEquals(OK, client.ask("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "b"));
        assertEquals(OK, client.ask("CLIENT", "NO-EVICT", "ON"));
        String settings = client.ask("CLIENT", "TRACKINGINFO");
        one.kill();
        assertEquals(">2\r\n" + bulk("invalidate") + "_\r\n", client.reply());
        promote();
        assertEquals(settings, client.ask("CLIENT", "TRACKINGINFO"));
        String flags = client.ask("CLIENT", "INFO");
        assertTrue(flags.matches("(?s).* flags=(?=\\S*e)(?=\\S*t)(?=\\S*B).*"), flags);
        for (String key : List.of("b1", "a1")) {
            assertEquals(OK, other.command("SET", key, "1"));
            assertEquals(">2\r\n" + bulk("invalidate") + "*1\r\n" + bulk(key), client.reply());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MONITOR", "CLIENT TRACKING ON REDIRECT 1", "CLIENT REPLY OFF"})
    void whatCannotBeGivenBackEndsTheConnection(String command) throws IOException {
        if (command.contains("REDIRECT")) {
            String id = one.command("CLIENT", "LIST").replaceAll("(?s).*?id=(\\d+) .*", "$1");
            command = command.replace("REDIRECT 1", "REDIRECT " + id);
        }
        client.send(command.split(" ", -1));
        Await.until("its link", () -> pool.snapshot().privateLinks() == 1);
        if (!command.contains("REPLY")) {
            client.reply();
        }
        one.kill();
        String rest = client.untilEnd();
        assertTrue(rest.isEmpty() || command.equals("MONITOR"), rest);
    }

    @Test
    void aClientThatLeavesMeanwhileLeavesNothing() throws IOException {
        client.ask("SUBSCRIBE", "c");
        try (RawClient second = RawClient.connect(pool.address())) {
            second.ask("SUBSCRIBE", "d");
            one.kill();
            Await.until("both wait", () -> pool.snapshot().heldSessions() == 2);
            client.close();
            Await.until("its end", () -> pool.snapshot().clients() == 1);
            promote();
            awaitSubscribed("d");
            assertTrue(other.command("PUBSUB", "NUMSUB", "c").endsWith(":0\r\n"));
            Await.until("the only link", () -> pool.snapshot().privateLinks() == 1);
        }
        Await.until("no link", () -> pool.snapshot().privateLinks() == 0);
    }
}
