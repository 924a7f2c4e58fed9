package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RawClients;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;

/// How many connections Redis sees, and whose they are.
@ExtendWith(LeakCheck.class)
class SharingIT {
    private static final int CLIENTS = 200;

    private RealRedis redis = RealRedis.installed();
    private Front front = Front.before(redis, "", "private_links: 2");
    private final RawClients clients = new RawClients();

    @BeforeEach
    void empty() {
        redis.command("FLUSHALL");
    }

    @AfterEach
    void stop() throws IOException {
        clients.close();
        front.close();
        redis.close();
    }

    private RawClient client() throws IOException {
        return clients.connect(front.address());
    }

    private long links() {
        return redis.clients().stream()
                .filter(line -> line.contains(" name=redoubt:front "))
                .count();
    }

    private void awaitBlocked(int count) {
        RealRedis.await(
                count + " blocked",
                () -> redis.command("INFO", "clients").contains("blocked_clients:" + count + "\r"));
    }

    @Test
    void manyClientsUseOneLink() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            client();
        }
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.get(i).send("SET", "k" + i, "v" + round);
                clients.get(i).send("GET", "k" + i);
            }
            for (RawClient client : clients) {
                assertEquals("+OK\r\n", client.reply());
                assertEquals("$2\r\nv" + round + "\r\n", client.reply());
            }
            assertEquals(1, links());
        }
        assertEquals(CLIENTS, front.snapshot().clients());
        // The link that learned the commands is gone; those that ask for the role and for the
        // history
        // may be there.
        RealRedis.await("no other connections", () -> redis.clients().size() <= 3);
    }

    @Test
    void wholeTransactionsNeedNoOtherLink() throws IOException {
        for (int i = 0; i < 10; i++) {
            client().sendBytes(
                            RawClient.request("MULTI")
                                    + RawClient.request("INCR", "n")
                                    + RawClient.request("EXEC"));
        }
        for (RawClient client : clients) {
            client.reply();
            client.reply();
            assertTrue(client.reply().startsWith("*1\r\n:"));
        }
        assertEquals(0, front.snapshot().privateTurns());
        assertEquals("$2\r\n10\r\n", redis.command("GET", "n"));
    }

    @Test
    void aClientThatLeavesGivesItsPopToTheNext() throws IOException {
        RawClient leaving = client();
        RawClient next = client();
        leaving.send("BLPOP", "l", "0");
        awaitBlocked(1);
        next.send("BLPOP", "l", "0");
        awaitBlocked(2);
        leaving.close();
        awaitBlocked(1);
        client().ask("RPUSH", "l", "e");
        assertEquals("*2\r\n$1\r\nl\r\n$1\r\ne\r\n", next.reply());
        RealRedis.await("one private link", () -> front.snapshot().privateLinks() == 1);
    }

    @Test
    void privateLinksAreUsedAgain() throws IOException {
        for (int i = 0; i < 50; i++) {
            RawClient client = client();
            assertEquals("+OK\r\n", client.ask("MULTI"));
            assertEquals("+QUEUED\r\n", client.ask("INCR", "n"));
            assertEquals("*1\r\n:" + (i + 1) + "\r\n", client.ask("EXEC"));
            assertTrue(redis.clients().size() <= 5, redis.clients().toString());
        }
        assertEquals(50, front.snapshot().privateTurns());
    }

    @Test
    void thereAreOnlySoManyPrivateLinks() throws IOException {
        RawClient first = client();
        RawClient second = client();
        RawClient third = client();
        assertEquals("+OK\r\n", first.ask("MULTI"));
        assertEquals("+OK\r\n", second.ask("WATCH", "k"));
        String refused = third.ask("BLPOP", "l", "0");
        assertTrue(refused.startsWith("-ERR redoubt: "), refused);
        assertTrue(refused.contains("private_links"), refused);
        assertEquals("$-1\r\n", third.ask("GET", "k"));
        assertEquals("*0\r\n", first.ask("EXEC"));
        assertEquals("+OK\r\n", third.ask("MULTI"));
        assertEquals("*0\r\n", third.ask("EXEC"));
        // An idle link of another database gives way.
        assertEquals("+OK\r\n", third.ask("SELECT", "1"));
        assertEquals("+OK\r\n", third.ask("MULTI"));
        assertEquals("*0\r\n", third.ask("EXEC"));
    }

    @Test
    void whatOneClientLeavesBehindTheNextDoesNotInherit() throws IOException {
        RawClient leaving = client();
        assertEquals("+OK\r\n", leaving.ask("CLIENT", "SETNAME", "mine"));
        assertEquals("+OK\r\n", leaving.ask("SELECT", "1"));
        assertEquals("+OK\r\n", leaving.ask("WATCH", "k"));
        assertEquals("+OK\r\n", leaving.ask("MULTI"));
        leaving.close();
        RealRedis.await("the client to be gone", () -> front.snapshot().clients() == 0);
        RawClient next = client();
        assertEquals("$-1\r\n", next.ask("CLIENT", "GETNAME"));
        String info = next.ask("CLIENT", "INFO");
        assertTrue(info.contains(" db=0 ") && info.contains(" multi=-1 "), info);
    }
}
