package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.snapshot.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.SocketException;

/// Who is let in, and who is told what instead; each reason has its counter.
@Timeout(60)
@ExtendWith(LeakCheck.class)
class DoorIT {
    private static final String PONG = "+PONG\r\n";

    private static RealRedis redis = RealRedis.installed();

    @AfterAll
    static void end() {
        redis.close();
    }

    private static Front listening(String address, String poolLines) {
        return Front.start(
                """
                workers: 2
                pools:
                  front:
                    listen: '%s'
                    backend: {servers: [%s]}
                %s\
                """
                        .formatted(address, redis.address(), poolLines.indent(4)));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0, 127.0.0.1, 127.0.0.0/8, true",
        "127.0.0.1:0, 127.0.0.1, 10.0.0.0/8, false",
        "[::]:0, 127.0.0.1, 127.0.0.1, true",
        "[::]:0, 127.0.0.1, ::/0, false",
        "[::]:0, ::1, ::1, true",
        "[::]:0, ::1, 127.0.0.0/8, false",
        "[::1]:0, 0:0::1, 0:0::/64, true",
    })
    void strangersGetNoWord(String listen, String host, String allow, boolean admitted)
            throws IOException {
        try (Front front = listening(listen, "allow: ['" + allow + "']");
                RawClient client = RawClient.connect(new HostPort(host, front.address().port()))) {
            if (admitted) {
                assertEquals(PONG, client.ask("PING"));
            } else {
                assertEquals("", client.untilEnd());
            }
            assertEquals(admitted ? 0 : 1, front.snapshot().count(Reason.ALLOW));
        }
    }

    @Test
    void oneClientTooManyIsToldSo() throws IOException {
        try (Front front = Front.before(redis, "max_clients: 2", "")) {
            try (RawClient first = RawClient.connect(front.address());
                    RawClient second = RawClient.connect(front.address())) {
                assertEquals(PONG, first.ask("PING"));
                assertEquals(PONG, second.ask("PING"));
                try (RawClient third = RawClient.connect(front.address())) {
                    assertEquals("-ERR max number of clients reached\r\n", third.untilEnd());
                }
                assertEquals(PONG, second.ask("PING"));
            }
            RealRedis.await("the clients to be gone", () -> front.snapshot().clients() == 0);
            try (RawClient next = RawClient.connect(front.address())) {
                assertEquals(PONG, next.ask("PING"));
            }
            assertEquals(1, front.snapshot().count(Reason.MAX_CLIENTS));
        }
    }

    @Test
    void aSourceThatConnectsTooFastIsToldSo() throws IOException {
        try (Front front = listening("127.0.0.1:0", "limits: {connection_rate: 3}")) {
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(front.address())) {
                    String heard = afterQuit(client);
                    if (heard.equals("+OK\r\n")) {
                        continue;
                    }
                    refused++;
                    assertEquals(
                            "-ERR redoubt: too many new connections from this address"
                                    + " (connection_rate)\r\n",
                            heard);
                }
            }
            assertTrue(refused > 0, "nobody was refused");
            assertEquals(refused, front.snapshot().count(Reason.CONNECTION_RATE));
            RealRedis.await("a token", () -> answersPing(front));
        }
    }

    private static String afterQuit(RawClient client) throws IOException {
        try {
            client.send("QUIT");
        } catch (SocketException closed) {
            // What the other side said before it closed can still be read.
        }
        return client.untilEnd();
    }

    private static boolean answersPing(Front front) {
        try (RawClient client = RawClient.connect(front.address())) {
            return client.ask("PING").equals(PONG);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anArgumentPastTheLimitAndABrokenProtocolAreCountedApart() throws IOException {
        try (Front front = Front.before(redis, "limits: {request: 1KiB}", "")) {
            assertEquals(
                    "-ERR Protocol error: invalid bulk length\r\n", said(front, "*1\r\n$1025\r\n"));
            assertEquals(
                    "-ERR Protocol error: invalid multibulk length\r\n", said(front, "*x\r\n"));
            assertEquals(
                    "-ERR Protocol error: expected '$', got '+'\r\n", said(front, "*1\r\n+1\r\n"));
            assertEquals(1, front.snapshot().count(Reason.REQUEST));
            assertEquals(2, front.snapshot().count(Reason.PROTOCOL));
        }
    }

    private static String said(Front front, String sent) throws IOException {
        try (RawClient client = RawClient.connect(front.address())) {
            client.sendBytes(sent);
            return client.untilEnd();
        }
    }

    @Test
    void whoFindsNoPrivateLinkIsCounted() throws IOException {
        try (Front front = Front.before(redis, "", "private_links: 1");
                RawClient first = RawClient.connect(front.address());
                RawClient second = RawClient.connect(front.address())) {
            assertEquals("+OK\r\n", first.ask("WATCH", "k"));
            assertEquals(
                    "-ERR redoubt: all private links of this pool are in use (private_links)\r\n",
                    second.ask("WATCH", "k"));
            assertEquals(1, front.snapshot().count(Reason.PRIVATE_LINKS));
        }
    }
}
