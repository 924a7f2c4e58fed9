package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.FakeRedis;
import dev.redoubt.peers.RawClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Durable writes at a server of 7.2 or later, as its documentation has it: it has WAITAOF, and its
/// WAIT covers its own connection's writes alone. No such server takes part.
@Timeout(60)
final class NewerServerTest {
    /// One command more than the packaged ones.
    private static final String COMMANDS =
            "*1\r\n*6\r\n$7\r\nwaitaof\r\n:4\r\n*1\r\n+noscript\r\n:0\r\n:0\r\n:0\r\n";

    private static final String OK = "+OK\r\n";
    private static final String PREFIX =
            "-ERR redoubt: executed on the primary, but not acknowledged: ";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, String> answers = new ConcurrentHashMap<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private RawClient client(String durability, String commands) throws IOException {
        answers.put("SET", OK);
        answers.put("BLPOP", "*2\r\n$1\r\nq\r\n$1\r\nx\r\n");
        FakeRedis server =
                FakeRedis.start(
                        (to, request) -> {
                            String name = request.getFirst().toUpperCase(Locale.ROOT);
                            if (!name.equals("GET")) {
                                asked.add(String.join(" ", request).toUpperCase(Locale.ROOT));
                            }
                            to.write(answers.getOrDefault(name, "$-1\r\n"));
                        },
                        commands);
        opened.add(server);
        PoolInTest pool =
                PoolInTest.start(
                        """
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend: {servers: ["%s"]}
                            failover: {hold: 500ms, durability: %s}
                        """
                                .formatted(server.address(), durability));
        opened.add(pool);
        pool.awaitServing();
        RawClient client = RawClient.connect(pool.address());
        opened.add(client);
        return client;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "*2|:1|:2| # +OK|",
                "*2|:1|:1| # only 1 of 2 replicas said within 250 ms that they have it on disk",
                "*2|:0|:2| # only 2 of 2 replicas said within 250 ms that they have it on disk,"
                        + " and the primary has not",
                "-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.| #"
                        + " nobody knows which replicas have it, WAITAOF being refused: ERR WAITAOF"
                        + " cannot be used when numlocal is set but appendonly is disabled.",
            })
    void disksAreAskedFor(String answer, String expected) throws Exception {
        RawClient client = client("{replicas: 2, fsync: true, timeout: 250ms}", COMMANDS);
        answers.put("WAITAOF", answer.replace("|", "\r\n"));
        String wanted = expected.replace("|", "\r\n");
        String reply =
                expected.startsWith("+") ? wanted : PREFIX + wanted + " (failover.durability)\r\n";
        assertEquals(reply, client.ask("SET", "k", "v"));
        assertEquals(List.of("SET K V", "WAITAOF 1 2 250"), asked);
        // On a private link.
        assertEquals("$-1\r\n", client.ask("WATCH", "k"));
        asked.clear();
        assertEquals(reply, client.ask("SET", "k", "v"));
        assertEquals(List.of("SET K V", "WAITAOF 1 2 250"), asked);
    }

    @Test
    void whatTheServerDoesNotSayIsNoAcknowledgement() throws Exception {
        RawClient client = client("{replicas: 1, fsync: true, timeout: 250ms}", COMMANDS);
        answers.put("WAITAOF", ":1\r\n");
        assertTrue(client.ask("SET", "k", "v").contains("may or may not"));
    }

    @Test
    void aServerThatCannotBeAskedForItsDisksGetsNoWrite() throws Exception {
        RawClient client =
                client("{replicas: 1, fsync: true}", COMMANDS.replace("waitaof", "waitabc"));
        // Until its commands are known it is tried.
        Await.until("its commands", () -> refusal(client).contains("has no WAITAOF"));
        asked.clear();
        String refused = refusal(client);
        assertTrue(
                refused.contains(
                        "the primary has no WAITAOF, which fsync needs (expected: Redis"
                                + " 7.2 or later; failover.durability)"),
                refused);
        assertEquals(List.of(), asked);
        assertEquals("$-1\r\n", client.ask("GET", "k"));
        // On a private link.
        assertEquals("$-1\r\n", client.ask("WATCH", "k"));
        asked.clear();
        assertEquals(refused, refusal(client));
        assertEquals(List.of(), asked);
    }

    private static String refusal(RawClient client) {
        try {
            return client.ask("SET", "k", "v");
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                ":0| # +",
                "-NOPERM no channel| # nobody knows which replicas have it, PUBLISH being refused:"
                        + " NOPERM no channel",
                "-ERR unknown command 'PUBLISH'| # nobody knows which replicas have it, PUBLISH"
                        + " being refused: ERR unknown command 'PUBLISH'",
                "-BUSY a script runs| # may or may not",
            })
    void aPopIsAcknowledgedOnlyWhereItsPublishWentThrough(String published, String expected)
            throws Exception {
        RawClient client = client("{replicas: 1, timeout: 250ms}", COMMANDS);
        answers.put("WAIT", ":1\r\n");
        answers.put("PUBLISH", published.replace("|", "\r\n"));
        String popped = "*2\r\n$1\r\nq\r\n$1\r\nx\r\n";
        // Until its commands are known it is taken for an older one.
        Await.until(
                "its commands",
                () -> {
                    String reply = pop(client);
                    return asked.stream().anyMatch(each -> each.startsWith("PUBLISH"))
                            && !reply.isEmpty();
                });
        asked.clear();
        String reply = pop(client);
        if (expected.equals("+")) {
            assertEquals(popped, reply);
            assertEquals(List.of("BLPOP Q 0", "PUBLISH __REDOUBT__:WAIT ", "WAIT 1 250"), asked);
        } else {
            assertTrue(reply.contains(expected), reply);
            assertFalse(reply.contains(popped));
            assertEquals(List.of("BLPOP Q 0", "PUBLISH __REDOUBT__:WAIT "), asked);
        }
    }

    private static String pop(RawClient client) {
        try {
            return client.ask("BLPOP", "q", "0");
        } catch (IOException e) {
            return e.toString();
        }
    }
}
