package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peer.PeerChannel;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What is asked of a Sentinel is answered on every kind of connection, and what only Sentinels may
/// say reaches no server.
@ExtendWith(LeakCheck.class)
class SentinelCommandsIT {
    private static final String ASK = "get-master-addr-by-name";
    private static final String HELLO = "__sentinel__:hello";
    private static final String REFUSAL =
            "-ERR redoubt: PUBLISH to __sentinel__:hello is not passed on: the Sentinels would take"
                    + " it for the word of one of them\r\n";
    private static final String EXECABORT =
            "-EXECABORT Transaction discarded because of previous errors.\r\n";
    private static final RealRedis REDIS = RealRedis.installed();
    private static final Front FRONT = Front.before(REDIS);

    @AfterAll
    static void stop() {
        FRONT.close();
        REDIS.close();
    }

    private static RawClient client() throws IOException {
        return RawClient.connect(FRONT.address());
    }

    private static String told(HostPort address) {
        String port = String.valueOf(address.port());
        return "*2\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n"
                .formatted(address.host().length(), address.host(), port.length(), port);
    }

    @Test
    void theAddressThatTheClientCameTo() throws IOException {
        try (RawClient client = client()) {
            assertEquals(told(FRONT.address()), client.ask("SENTINEL", ASK, "front"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void behindAListenerOfAllAddresses(String host) throws IOException {
        String file = Front.file(REDIS.address(), "", "").replace("127.0.0.1:0", "'[::]:0'");
        try (Front front = Front.start(file)) {
            HostPort address = new HostPort(host, front.address().port());
            try (RawClient client = RawClient.connect(address)) {
                assertEquals(told(address), client.ask("SENTINEL", ASK, "front"));
            }
        }
    }

    @Test
    void theAddressThatTheFileAnnounces() throws IOException {
        try (Front front = Front.before(REDIS, "announce: redis.example.com:16379", "");
                RawClient client = RawClient.connect(front.address())) {
            HostPort announced = new HostPort("redis.example.com", 16379);
            assertEquals(told(announced), client.ask("SENTINEL", ASK, "front"));
        }
    }

    @Test
    void aUnixSocketHasNoAddressToTell(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("front.sock");
        String file =
                Front.file(REDIS.address(), "", "")
                        .replace("127.0.0.1:0", "['127.0.0.1:0', 'unix:" + path + "']");
        try (Front front = Front.start(file);
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            String request = RawClient.request("SENTINEL", ASK, "front");
            client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer reply = ByteBuffer.allocate(1000);
            String expected =
                    "-ERR redoubt: pools.front.announce: missing (expected: host:port, which a unix"
                            + " socket does not have)\r\n";
            while (reply.position() < expected.length() && client.read(reply) > 0) {}
            assertEquals(
                    expected,
                    new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII));
            assertEquals(1, front.snapshot().clients());
        }
    }

    @Test
    void withoutAPrimaryToo() throws IOException {
        RealRedis gone = RealRedis.installed();
        gone.close();
        try (Front front = Front.startUnready(Front.file(gone.address(), "", ""));
                RawClient held = RawClient.connect(front.address());
                RawClient client = RawClient.connect(front.address())) {
            held.send("GET", "k");
            assertEquals(told(front.address()), client.ask("SENTINEL", ASK, "front"));
            assertEquals(REFUSAL, client.ask("PUBLISH", HELLO, "x"));
        }
    }

    @Test
    void inTheOrderOfTheRequests() throws IOException {
        try (RawClient client = client()) {
            client.sendBytes(
                    RawClient.request("ECHO", "a")
                            + "sentinel myid\r\n"
                            + RawClient.request("ECHO", "b")
                            + RawClient.request("PUBLISH", HELLO, "x")
                            + RawClient.request("ECHO", "c"));
            assertEquals("$1\r\na\r\n", client.reply());
            assertTrue(client.reply().matches("\\$40\r\n[0-9a-f]{40}\r\n"));
            assertEquals("$1\r\nb\r\n", client.reply());
            assertEquals(REFUSAL, client.reply());
            assertEquals("$1\r\nc\r\n", client.reply());
        }
    }

    @Test
    void onlyForThoseWhoKnowThePassword() throws IOException {
        try (RealRedis redis = RealRedis.installed("--requirepass", "secret");
                Front front = Front.before(redis, "password: secret", "");
                RawClient client = RawClient.connect(front.address())) {
            String refused = "-NOAUTH Authentication required.\r\n";
            assertEquals(refused, client.ask("SENTINEL", ASK, "front"));
            assertEquals(refused, client.ask("PUBLISH", HELLO, "x"));
            assertEquals(refused, client.ask("PUBLISH", "news", "x"));
            assertEquals("+OK\r\n", client.ask("AUTH", "secret"));
            assertEquals(told(front.address()), client.ask("SENTINEL", ASK, "front"));
        }
    }

    @Test
    void onALinkOfItsOwn() throws IOException {
        try (RawClient client = client()) {
            client.ask("HELLO", "3");
            client.ask("SUBSCRIBE", "news");
            assertEquals("_\r\n", client.ask("SENTINEL", ASK, "nobody"));
            assertEquals(told(FRONT.address()), client.ask("SENTINEL", ASK, "front"));
            assertEquals(REFUSAL, client.ask("PUBLISH", HELLO, "x"));
        }
    }

    @Test
    void withinATransactionItSpoilsIt() throws IOException {
        try (RawClient client = client()) {
            assertEquals("+OK\r\n", client.ask("MULTI"));
            String unknown = client.ask("SENTINEL", ASK, "front");
            assertTrue(unknown.startsWith("-ERR unknown command 'SENTINEL'"), unknown);
            assertEquals("+QUEUED\r\n", client.ask("SET", "spoiled", "1"));
            assertEquals(EXECABORT, client.ask("EXEC"));
            assertEquals("$-1\r\n", client.ask("GET", "spoiled"));
        }
    }

    /// One who listens hears what comes after, and no hello.
    @Test
    void noWayForAHelloLeadsToTheServer() throws IOException {
        try (RawClient listening = RawClient.connect(REDIS.address());
                RawClient client = client()) {
            listening.ask("SUBSCRIBE", HELLO);
            listening.ask("SUBSCRIBE", "news");
            assertEquals(REFUSAL, client.ask("PUBLISH", HELLO, "x"));
            assertEquals(REFUSAL, client.ask("pubLISH", HELLO, ""));
            client.sendBytes("PUBLISH \"" + HELLO + "\" x\r\n");
            assertEquals(REFUSAL, client.reply());
            assertEquals(REFUSAL, client.ask("PUBLISH", HELLO, "x".repeat(3 << 20)));
            inPieces(client);
            inOnePiece(client);
            behindAnErrorThatAbortsNothing(client);
            assertEquals("+OK\r\n", client.ask("MULTI"));
            assertEquals(REFUSAL, client.ask("PUBLISH", HELLO, "x".repeat(3 << 20)));
            assertTrue(client.ask("EXEC").startsWith("-EXECABORT"));
            client.send("CLIENT", "REPLY", "SKIP");
            client.send("PUBLISH", HELLO, "x");
            assertEquals("$1\r\na\r\n", client.ask("ECHO", "a"));

            assertEquals(":1\r\n", client.ask("PUBLISH", "news", "end"));
            assertEquals("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$3\r\nend\r\n", listening.reply());
        }
    }

    @Test
    void whatNodesSayToEachOtherIsNoClients() throws IOException {
        try (RawClient client = client()) {
            String refusal =
                    "-ERR redoubt: PUBLISH to __redoubt__:peers is not passed on: the nodes of"
                            + " Redoubt would take it for the word of one of them\r\n";
            assertEquals(refusal, client.ask("PUBLISH", PeerChannel.NAME, "x"));
            assertEquals(refusal, client.ask("PUBLISH", PeerChannel.NAME, "x".repeat(3 << 20)));
            assertEquals("+OK\r\n", client.ask("MULTI"));
            assertEquals(refusal, client.ask("PUBLISH", PeerChannel.NAME, "x"));
            assertEquals(EXECABORT, client.ask("EXEC"));
        }
    }

    private static void behindAnErrorThatAbortsNothing(RawClient client) throws IOException {
        assertEquals("+OK\r\n", client.ask("MULTI"));
        assertEquals("-ERR MULTI calls can not be nested\r\n", client.ask("MULTI"));
        assertEquals("+QUEUED\r\n", client.ask("SET", "spoiled", "1"));
        assertEquals(REFUSAL, client.ask("PUBLISH", HELLO, "x"));
        assertEquals(EXECABORT, client.ask("EXEC"));
        assertEquals("$-1\r\n", client.ask("GET", "spoiled"));
    }

    private static void inPieces(RawClient client) throws IOException {
        assertEquals("+OK\r\n", client.ask("MULTI"));
        assertEquals("+QUEUED\r\n", client.ask("SET", "spoiled", "1"));
        assertEquals(REFUSAL, client.ask("PUBLISH", HELLO, "x"));
        assertEquals(EXECABORT, client.ask("EXEC"));
        assertEquals("$-1\r\n", client.ask("GET", "spoiled"));
    }

    private static void inOnePiece(RawClient client) throws IOException {
        client.sendBytes(
                RawClient.request("MULTI")
                        + RawClient.request("SET", "spoiled", "1")
                        + RawClient.request("PUBLISH", HELLO, "x")
                        + RawClient.request("EXEC")
                        + RawClient.request("GET", "spoiled"));
        assertEquals("+OK\r\n", client.reply());
        assertEquals("+QUEUED\r\n", client.reply());
        assertEquals(REFUSAL, client.reply());
        assertEquals(EXECABORT, client.reply());
        assertEquals("$-1\r\n", client.reply());
    }

    @Test
    void allOtherPublishingSharesLinks() throws IOException {
        long before = FRONT.snapshot().privateTurns();
        try (RawClient client = client()) {
            for (String channel : new String[] {"news", "__sentinel__:hell0", ""}) {
                assertEquals(":0\r\n", client.ask("PUBLISH", channel, "x"));
            }
            assertTrue(client.ask("PUBLISH", HELLO).startsWith("-ERR wrong number of arguments"));
            client.sendBytes(
                    RawClient.request("MULTI")
                            + RawClient.request("PUBLISH", "news", "x")
                            + RawClient.request("EXEC"));
            assertEquals("+OK\r\n", client.reply());
            assertEquals("+QUEUED\r\n", client.reply());
            assertEquals("*1\r\n:0\r\n", client.reply());
        }
        assertEquals(before, FRONT.snapshot().privateTurns());
    }
}
