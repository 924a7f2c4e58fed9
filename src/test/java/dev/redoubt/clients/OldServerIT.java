package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;

/// A server that lacks what older ones lack, and names some commands its own way: what is missing
/// gets the server's own error, and everything else goes on.
@ExtendWith(LeakCheck.class)
class OldServerIT {
    private final RealRedis redis =
            RealRedis.installed(
                    "--rename-command",
                    "HELLO",
                    "",
                    "--rename-command",
                    "RESET",
                    "",
                    "--rename-command",
                    "FAILOVER",
                    "",
                    "--rename-command",
                    "COMMAND",
                    "",
                    "--rename-command",
                    "FLUSHALL",
                    "",
                    "--rename-command",
                    "BLPOP",
                    "WAITPOP");
    private final Front front = Front.before(redis);

    @AfterEach
    void stop() throws IOException {
        front.close();
        redis.close();
    }

    @Test
    void whatIsMissingIsTheServersToRefuse() throws IOException {
        try (RawClient client = RawClient.connect(front.address())) {
            assertEquals("+OK\r\n", client.ask("SET", "k", "v"));
            assertTrue(
                    client.ask("HELLO", "3").startsWith("-ERR unknown command 'HELLO'"), "HELLO");
            assertTrue(
                    client.ask("FLUSHALL").startsWith("-ERR unknown command 'FLUSHALL'"),
                    "FLUSHALL");
            assertTrue(
                    client.ask("FAILOVER").startsWith("-ERR unknown command 'FAILOVER'"),
                    "FAILOVER");
            assertTrue(
                    client.ask("BLPOP", "l", "1").startsWith("-ERR unknown command 'BLPOP'"),
                    "BLPOP");
            assertEquals("$1\r\nv\r\n", client.ask("GET", "k"));
        }
    }

    @Test
    void whatRedoubtItselfDoesNeedsNoneOfIt() throws IOException {
        try (RawClient client = RawClient.connect(front.address())) {
            assertEquals("+OK\r\n", client.ask("SELECT", "1"));
            assertEquals("+OK\r\n", client.ask("MULTI"));
            assertEquals("+QUEUED\r\n", client.ask("SET", "k", "v"));
            assertEquals("*1\r\n+OK\r\n", client.ask("EXEC"));
            assertEquals("+RESET\r\n", client.ask("RESET"));
            assertEquals("$-1\r\n", client.ask("GET", "k"));
            assertEquals("*1\r\n$1\r\nk\r\n", select(client).ask("KEYS", "*"));
        }
    }

    private static RawClient select(RawClient client) throws IOException {
        assertEquals("+OK\r\n", client.ask("SELECT", "1"));
        return client;
    }
}
