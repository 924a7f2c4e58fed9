package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.List;

/// Who may do what: the pool's password is checked by Redoubt, every other user's by Redis.
@ExtendWith(LeakCheck.class)
class AuthIT {
    private static final String OK = "+OK\r\n";
    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";
    private static final String WRONGPASS =
            "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    private static RealRedis redis = RealRedis.installed("--requirepass", "inner");

    @BeforeAll
    static void addUser() {
        assertEquals(
                OK,
                redis.command(
                        "ACL",
                        "SETUSER",
                        "reader",
                        "on",
                        ">words",
                        "~open:*",
                        "+@read",
                        "+@connection"));
        assertEquals(OK, redis.command("SET", "open:k", "v"));
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private static Front guarded() {
        return Front.before(redis, "password: outer", "password: inner");
    }

    @Test
    void thePoolsPasswordOpensThePool() throws IOException {
        try (Front front = guarded()) {
            for (List<String> login :
                    List.of(List.of("AUTH", "outer"), List.of("AUTH", "default", "outer"))) {
                try (RawClient client = RawClient.connect(front.address())) {
                    assertEquals(NOAUTH, client.ask("GET", "open:k"));
                    assertEquals(NOAUTH, client.ask("MULTI"));
                    assertEquals(NOAUTH, client.ask("SUBSCRIBE", "c"));
                    assertEquals(NOAUTH, client.ask("CLIENT", "ID"));
                    assertEquals(WRONGPASS, client.ask("AUTH", "inner"));
                    assertEquals(WRONGPASS, client.ask("AUTH", "default", "inner"));
                    assertEquals(NOAUTH, client.ask("GET", "open:k"));
                    assertEquals(OK, client.ask(login.toArray(new String[0])));
                    assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
                    assertEquals(OK, client.ask("MULTI"));
                    assertEquals("*0\r\n", client.ask("EXEC"));
                    assertEquals(WRONGPASS, client.ask("AUTH", "wrong"));
                    assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
                    assertEquals("+RESET\r\n", client.ask("RESET"));
                    assertEquals(NOAUTH, client.ask("GET", "open:k"));
                }
            }
        }
    }

    @Test
    void helloLogsInToo() throws IOException {
        try (Front front = guarded();
                RawClient client = RawClient.connect(front.address())) {
            assertTrue(client.ask("HELLO", "3").startsWith("-NOAUTH HELLO must be called"));
            assertTrue(client.ask("HELLO").startsWith("-NOAUTH HELLO must be called"));
            assertEquals(WRONGPASS, client.ask("HELLO", "3", "AUTH", "default", "inner"));
            assertEquals(NOAUTH, client.ask("GET", "open:k"));
            assertTrue(client.ask("HELLO", "3", "AUTH", "default", "outer").startsWith("%7\r\n"));
            assertEquals("_\r\n", client.ask("GET", "none"));
            assertTrue(
                    client.ask("HELLO", "2", "SETNAME", "me", "AUTH", "default", "outer")
                            .startsWith("*14\r\n"));
            assertEquals("$2\r\nme\r\n", client.ask("CLIENT", "GETNAME"));
            assertEquals("$-1\r\n", client.ask("GET", "none"));
        }
    }

    @Test
    void passwordsInAPipelineCountFromThereOn() throws IOException {
        try (Front front = guarded();
                RawClient client = RawClient.connect(front.address())) {
            client.sendBytes(
                    "GET open:k\r\nAUTH outer\r\nGET open:k\r\nAUTH wrong\r\nGET open:k\r\n");
            assertEquals(NOAUTH, client.reply());
            assertEquals(OK, client.reply());
            assertEquals("$1\r\nv\r\n", client.reply());
            assertEquals(WRONGPASS, client.reply());
            assertEquals("$1\r\nv\r\n", client.reply());
        }
    }

    @Test
    void redisJudgesItsOwnUsers() throws IOException {
        try (Front front = guarded();
                RawClient client = RawClient.connect(front.address());
                RawClient other = RawClient.connect(front.address())) {
            assertEquals(WRONGPASS, client.ask("AUTH", "reader", "wrong"));
            assertEquals(NOAUTH, client.ask("GET", "open:k"));
            assertEquals(OK, client.ask("AUTH", "reader", "words"));
            assertEquals(OK, other.ask("AUTH", "outer"));
            assertReader(client);
            assertEquals(OK, other.ask("SET", "shut:k", "v"));
            assertEquals(OK, client.ask("AUTH", "outer"));
            assertEquals("$1\r\nv\r\n", client.ask("GET", "shut:k"));
            assertEquals("$7\r\ndefault\r\n", client.ask("ACL", "WHOAMI"));
            assertTrue(client.ask("HELLO", "3", "AUTH", "reader", "words").startsWith("%7\r\n"));
            assertReader(client);
        }
    }

    private static void assertReader(RawClient client) throws IOException {
        assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
        assertTrue(client.ask("GET", "shut:k").startsWith("-NOPERM "));
        assertTrue(client.ask("SET", "open:k", "w").startsWith("-NOPERM "));
        assertTrue(client.ask("MULTI").startsWith("-NOPERM "));
        assertTrue(client.ask("CLIENT", "INFO").contains(" user=reader "));
        assertEquals(OK, client.ask("SELECT", "1"));
        assertTrue(client.ask("SET", "open:k", "w").startsWith("-NOPERM "));
        assertEquals(OK, client.ask("SELECT", "0"));
        assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
    }

    @Test
    void aPoolWithoutPasswordLetsClientsIn() throws IOException {
        try (Front front = Front.before(redis, "", "password: inner");
                RawClient client = RawClient.connect(front.address())) {
            assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
            assertTrue(client.ask("HELLO", "3").startsWith("%7\r\n"));
            assertEquals(WRONGPASS, client.ask("AUTH", "wrong"));
            assertEquals(OK, client.ask("AUTH", "reader", "words"));
            assertTrue(client.ask("SET", "open:k", "w").startsWith("-NOPERM "));
        }
    }

    @Test
    void thePoolsPasswordServesTheBackendToo() throws IOException {
        try (Front front = Front.before(redis, "password: inner", "");
                RawClient client = RawClient.connect(front.address())) {
            assertEquals(OK, client.ask("AUTH", "inner"));
            assertEquals("$1\r\nv\r\n", client.ask("GET", "open:k"));
        }
    }

    @Test
    void anotherPasswordThanTheServersIsTold() throws IOException {
        assertTrue(redis.command("GET", "open:k").startsWith("$1"));
        String text =
                """
                pools:
                  front:
                    listen: 127.0.0.1:0
                    backend: {servers: [%s], password: wrong}
                    failover: {hold: 300ms}
                """
                        .formatted(redis.address());
        try (Front front = Front.startUnready(text);
                RawClient client = RawClient.connect(front.address())) {
            String reply = client.ask("GET", "open:k");
            assertTrue(reply.startsWith("-ERR redoubt: no primary within 300 ms: "), reply);
            assertTrue(reply.contains("WRONGPASS"), reply);
        }
    }

    @Test
    void thePoolsPasswordServesBeforeARedisThatAsksForNone() throws IOException {
        try (RealRedis open = RealRedis.installed();
                Front front = Front.before(open, "password: outer", "");
                RawClient client = RawClient.connect(front.address())) {
            assertEquals(NOAUTH, client.ask("GET", "k"));
            assertEquals(OK, client.ask("AUTH", "outer"));
            assertEquals(OK, client.ask("SET", "k", "v"));
        }
    }
}
